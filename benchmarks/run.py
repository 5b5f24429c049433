"""How fast it is, against the parts it stands on: ``python -m benchmarks.run``.

Both sides of each ratio are measured in one run, interleaved, one thread; figures are medians. The results
and the machine are written to ``benchmarks/RESULTS.md``. ``--rounds`` sets how often each is measured (7 at
least for figures that are quoted), ``--lengths`` the article lengths in sentences.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from pyinstrument import Profiler
from pyinstrument.renderers import ConsoleRenderer

for variable in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(variable, "1")

ROOT = Path(__file__).parent.parent
EXAMPLES = sorted((ROOT / "examples").glob("*.txt"))
TARGETS = {
    "whole analysis / underthesea.ner": 1.5,
    "whole analysis, --fast / underthesea.ner": 0.35,
    "haiphia analyze --json / import underthesea": 3.0,
    "cost a sentence, 5,000 / 50 sentences": 1.15,
    "peak memory of analyze --json, MB": 500.0,
}
COMMAND = [sys.executable, "-c", "import sys; from analyzer.cli import main; sys.exit(main())"]


def seconds(action: Callable[[], object]) -> float:
    begin = time.perf_counter()
    action()
    return time.perf_counter() - begin


def interleaved(actions: dict[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """The median time of each action, run in turn."""
    times: dict[str, list[float]] = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _ in range(rounds):
        for name, action in actions.items():
            times[name].append(seconds(action))
    return {name: statistics.median(measured) for name, measured in times.items()}


def throughput(rounds: int) -> dict[str, float]:
    """Seconds a sentence of the whole analysis and of underthesea's loops over the same sentences."""
    from underthesea import ner, pos_tag

    from analyzer.document import split_sentences
    from analyzer.pipeline import Analyzer
    from analyzer.readers import read

    articles = [article for path in EXAMPLES for article in read(path)]
    sentences = [a.text[slice(*span)] for a in articles for span in split_sentences(a.text)]
    default, fast = Analyzer(), Analyzer(fast=True)
    measured = interleaved(
        {
            "whole analysis": lambda: [default(article) for article in articles],
            "whole analysis, --fast": lambda: [fast(article) for article in articles],
            "underthesea.ner": lambda: [ner(sentence) for sentence in sentences],
            "underthesea.pos_tag": lambda: [pos_tag(sentence) for sentence in sentences],
        },
        rounds,
    )
    return {name: value / len(sentences) for name, value in measured.items()}


def cold_start(rounds: int) -> dict[str, float]:
    """Seconds of whole processes."""

    def process(*command: str | Path) -> Callable[[], object]:
        return lambda: subprocess.run(command, check=True, capture_output=True, cwd=ROOT)

    return interleaved(
        {
            "haiphia --help": process(*COMMAND, "--help"),
            "haiphia analyze --json": process(*COMMAND, "analyze", EXAMPLES[0], "--json", "-"),
            "haiphia analyze --fast --json": process(
                *COMMAND, "analyze", EXAMPLES[0], "--fast", "--json", "-"
            ),
            "import underthesea": process(sys.executable, "-c", "import underthesea"),
        },
        rounds,
    )


def drawing(rounds: int) -> dict[str, float]:
    """Seconds to draw a report, and as many empty figures."""
    import pypdf
    from matplotlib.backends.backend_pdf import PdfPages
    from matplotlib.figure import Figure

    import reports
    from analyzer.pipeline import Analyzer
    from analyzer.readers import read

    (article,) = read(EXAMPLES[0])
    analysis = Analyzer(fast=True)(article)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.pdf"
        reports.save_pdf(analysis, report)
        pages = len(pypdf.PdfReader(report).pages)

        def bare() -> None:
            with PdfPages(Path(folder) / "bare.pdf") as pdf:
                for _ in range(pages):
                    pdf.savefig(Figure(figsize=(8.27, 11.69)))

        return interleaved(
            {
                "report as PDF": lambda: reports.save_pdf(analysis, report),
                "report as HTML": lambda: reports.save_html(analysis, report),
                f"{pages} empty pages": bare,
            },
            rounds,
        )


def lengths(sizes: Sequence[int], rounds: int) -> dict[int, float]:
    """Seconds a sentence of articles of so many sentences."""
    from analyzer.document import split_sentences
    from analyzer.pipeline import Analyzer
    from analyzer.readers import from_text

    whole = "\n".join(path.read_text("utf-8").strip() for path in EXAMPLES)
    pool = [whole[slice(*span)] for span in split_sentences(whole)]
    analyzer = Analyzer()
    articles = {n: from_text("\n".join(pool[k % len(pool)] for k in range(n))) for n in sizes}
    repeats = {n: max(1, 50 // n) for n in sizes}
    measured = interleaved(
        {
            str(n): lambda n=n: [analyzer(articles[n]) for _ in range(repeats[n])]  # type: ignore[misc]
            for n in sizes
        },
        rounds,
    )
    return {n: measured[str(n)] / (n * repeats[n]) for n in sizes}


def peak_memory() -> float:
    """Megabytes that the command takes for one article."""
    subprocess.run(
        [*COMMAND, "analyze", EXAMPLES[0], "--json", "-"], check=True, capture_output=True, cwd=ROOT
    )
    return resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024


def profile() -> str:
    """Where the time of the whole analysis goes: the calls that take a fiftieth of it or more."""
    from analyzer.pipeline import Analyzer
    from analyzer.readers import read

    articles = [article for path in EXAMPLES for article in read(path)]
    analyzer = Analyzer()
    for article in articles:
        analyzer(article)
    profiler = Profiler()
    with profiler:
        for _ in range(5):
            for article in articles:
                analyzer(article)
    renderer = ConsoleRenderer(
        time="percent_of_total", processor_options={"filter_threshold": 0.02, "hide_regex": ".*/lib/.*"}
    )
    drawn = profiler.output(renderer)
    return drawn[drawn.index("100.0%") :].strip()


def machine() -> str:
    """The processor and the versions that the figures are of."""
    cpu = next(
        (
            line.split(":")[1].strip()
            for line in Path("/proc/cpuinfo").read_text().splitlines()
            if "model name" in line
        ),
        platform.processor(),
    )
    load = os.getloadavg()[0]
    return f"{cpu}, {os.cpu_count()} cores, Python {platform.python_version()}, load {load:.1f} at the start"


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=7)
    options.add_argument("--lengths", type=int, nargs="+", default=[1, 10, 50, 500, 5000])
    options.add_argument("--output", type=Path, default=ROOT / "benchmarks" / "RESULTS.md")
    chosen = options.parse_args()
    where = machine()
    memory = peak_memory()
    cold = cold_start(chosen.rounds)
    speed = throughput(chosen.rounds)
    drawn = drawing(chosen.rounds)
    long = lengths(chosen.lengths, chosen.rounds)
    ratios = {
        f"{ours} / {theirs}": speed[ours] / speed[theirs]
        for ours in ("whole analysis", "whole analysis, --fast")
        for theirs in ("underthesea.ner", "underthesea.pos_tag")
    }
    base = cold["import underthesea"]
    ratios |= {f"{name} / import underthesea": value / base for name, value in cold.items() if value != base}
    if {50, 5000} <= long.keys():
        ratios["cost a sentence, 5,000 / 50 sentences"] = long[5000] / long[50]
    ratios["peak memory of analyze --json, MB"] = memory
    rows = ["| figure | measured | at most |", "| --- | ---: | ---: |"]
    rows += [f"| {name} | {value:.2f} | {TARGETS.get(name, '')} |" for name, value in ratios.items()]
    tables = {
        "Seconds of a process": cold,
        "Milliseconds a sentence": {name: 1000 * value for name, value in speed.items()},
        "Milliseconds a sentence, by sentences in the article": {str(n): 1000 * v for n, v in long.items()},
        "Seconds to draw": drawn,
    }
    text = (
        f"# Speed\n\n{where}; medians of {chosen.rounds}; made by `make benchmark`.\n\n"
        + "\n".join(rows)
        + "\n"
    )
    for title, table in tables.items():
        text += f"\n## {title}\n\n| | |\n| --- | ---: |\n"
        text += "".join(f"| {name} | {value:.3f} |\n" for name, value in table.items())
    text += f"\n## Where the time of the whole analysis goes\n\n```\n{profile()}\n```\n"
    chosen.output.write_text(text, encoding="utf-8")
    print(text)


if __name__ == "__main__":
    main()
