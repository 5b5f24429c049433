"""Writes docs/accuracy.md, its pictures, and the figures that README and model cards quote:
``python -m benchmarks.accuracy`` (about four minutes on one core).

Everything is measured on the bench's ``dev`` but where the document says otherwise, on the code and weights
as they are. ``--quick`` measures the engines only and prints their figures. The bench is looked for in
``../shared/bench``, or where HAIPHIA_BENCH says. The text of the document is ``accuracy.md.jinja``.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import tempfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

import jinja2
import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from threadpoolctl import threadpool_limits

from analyzer import __version__
from analyzer.analysis import Analysis, Attribution, Side
from analyzer.article import Article
from analyzer.engines import MODELS
from analyzer.pipeline import Analyzer
from analyzer.training.coverage import Coverage, bench_scorer
from analyzer.training.coverage import compare as intervals_of
from analyzer.training.examples import read_corpus
from benchmarks import labels
from benchmarks.labels import Gold, Judged, Row
from benchmarks.tone import FOLDS, STRENGTH, Result, compare, scored
from tests.bench.run import BENCH, Figures, digest, measure

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
ABLATIONS = Path(__file__).parent / "ablations.json"
OPENS, CLOSES = "<!-- figures: written by benchmarks.accuracy -->\n", "<!-- end of figures -->\n"

FIGURES = (
    "attributed_f1", "cue_f1", "source_f1", "source_exact_f1", "content_f1", "content_exact_f1", "act_acc",
    "type_acc", "sides_f1", "voice_acc", "voice_f1", "share_tvd", "tone_f1", "toward_f1", "hedge_f1",
    "interval_coverage", "interval_width",
)  # fmt: skip
ASKED = {
    "found": {
        "sides_f1": 0.80, "voice_acc": 0.85, "voice_f1": 0.76, "share_tvd": 0.11, "tone_f1": 0.77,
        "toward_f1": 0.60, "hedge_f1": 0.65,
    },
    "given": {
        "attributed_f1": 0.92, "cue_f1": 0.87, "source_f1": 0.87, "source_exact_f1": 0.79,
        "content_f1": 0.90, "content_exact_f1": 0.72, "act_acc": 0.80, "type_acc": 0.88, "voice_acc": 0.88,
        "share_tvd": 0.09, "tone_f1": 0.77, "toward_f1": 0.66, "hedge_f1": 0.65,
    },
}  # fmt: skip
"""What issues 3 to 5 ask of the encoder, with the sides found and given."""


class Recorder(Analyzer):
    """An analyzer that keeps its results, by article."""

    def __init__(self, *, fast: bool) -> None:
        super().__init__(fast=fast)
        self.done: dict[str, Analysis] = {}

    def __call__(
        self, article: Article, sides: Sequence[Side] | None = None, *, merge: Sequence[str] = ()
    ) -> Analysis:
        analysis = super().__call__(article, sides, merge=merge)
        self.done[analysis.id] = analysis
        return analysis


class Run:
    """An engine's results on ``dev``, with the sides found or given."""

    def __init__(self, engine: str, articles: Sequence[Gold], *, gold: bool) -> None:
        analyzer = Recorder(fast=engine == "rules")
        self.engine = engine
        self.sides = "given" if gold else "found"
        self.name = f"{engine}, {self.sides}"
        self.figures: Figures = measure(analyzer, BENCH, gold=gold)
        self.pairs = [(article, analyzer.done[article["id"]]) for article in articles]

    def intervals(self) -> dict[str, Coverage]:
        with tempfile.TemporaryDirectory() as folder:
            for _, analysis in self.pairs:
                (Path(folder) / f"{analysis.id}.json").write_text(analysis.to_json(), encoding="utf-8")
            return intervals_of(BENCH / "dev", Path(folder))


def number(value: float | None, digits: int = 2) -> str:
    return "" if value is None else f"{value:.{digits}f}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], texts: int = 1) -> str:
    """A Markdown table whose first columns are text and whose others are numbers."""
    bars = ["---"] * texts + ["---:"] * (len(head) - texts)
    return "\n".join("| " + " | ".join(row) + " |" for row in (head, bars, *rows)) + "\n"


def figures_table(runs: Sequence[Run]) -> str:
    def shown(run: Run, name: str) -> str:
        value = number(run.figures[name], 3)
        return f"*{value}*" if run.engine == "encoder" and misses(run, name) else value

    def asked(name: str) -> list[str]:
        return [number(goals.get(name)) for goals in ASKED.values()]

    return table(
        ["", *(run.name for run in runs), *(f"asked, {sides}" for sides in ASKED)],
        ([f"`{name}`", *(shown(run, name) for run in runs), *asked(name)] for name in FIGURES),
    )


def misses(run: Run, name: str) -> bool:
    """Whether a figure is worse than what is asked for."""
    goal, value = ASKED[run.sides].get(name), run.figures[name]
    return goal is not None and (value > goal if name == "share_tvd" else value < goal)


def label_table(name: str, rows: Mapping[str, Sequence[Row]], most: int | None = None) -> str:
    """Counts, recall of finding, precision and recall by label, for each engine."""
    engines = list(rows)
    head = [name, "annotated"]
    for engine in engines:
        head += [f"{engine}: met", "precision", "recall"]
    found = {engine: {row.label: row for row in rows[engine]} for engine in engines}
    lines = []
    for row in rows[engines[0]][:most]:
        line = [row.label, str(row.gold)]
        for engine in engines:
            mine = found[engine][row.label]
            line += [number(mine.met / mine.gold), number(mine.precision), number(mine.recall)]
        lines.append(line)
    return table(head, lines)


def ablation_table() -> str:
    """What `benchmarks.ablations` measured."""
    measured: dict[str, dict[str, float]] = json.loads(ABLATIONS.read_text("utf-8"))
    names = [f"`{name}`" for name in next(iter(measured.values()))]
    rows = ([variant, *(number(value, 3) for value in row.values())] for variant, row in measured.items())
    return table(["", *names], rows)


def outlet_table(runs: Sequence[Run]) -> str:
    """The scorer's figures on the articles of each source."""
    bench = bench_scorer(BENCH / "dev")
    shown = (
        "attributed_f1",
        "cue_f1",
        "source_f1",
        "content_f1",
        "act_acc",
        "voice_acc",
        "share_tvd",
        "tone_f1",
    )
    lines = []
    for run in runs:
        for kind, name in OUTLETS.items():
            chosen = [(g, a) for g, a in run.pairs if g["id"].startswith(kind)]
            gold = {g["id"]: g for g, _ in chosen}
            figures, _ = bench.score(gold, {a.id: labels.as_result(a) for _, a in chosen})
            lines.append([run.name, name, str(len(gold)), *(number(figures[f]) for f in shown)])
    return table(["", "articles of", "number", *(f"`{f}`" for f in shown)], lines, texts=2)


QUOTED = {
    "attributed_f1": "sentences with speech of others, F1",
    "cue_f1": "cues, F1",
    "source_f1": "words of sources, F1",
    "content_f1": "words of what is said, F1",
    "sides_f1": "sides, F1",
    "voice_acc": "words given to the right voice",
    "share_tvd": "distance of the shares from the annotated ones (lower is better)",
    "tone_f1": "tone of sentences, macro F1",
    "toward_f1": "stance towards sides, macro F1",
    "hedge_f1": "hedged sentences, F1",
    "interval_coverage": "shares inside their 90 % interval",
}
"""The figures in the README, and how it calls them."""

OUTLETS = {
    "mds": "VietnameseMDS (2013, many outlets)",
    "vfnd-real": "VFND, real news",
    "vfnd-fake": "VFND, fake news",
    "vfnd-pro": "VFND, war in Ukraine",
    "seed": "the article on Karabakh",
}


def voices_table(run: Run) -> str:
    counts = labels.voice_words(bench_scorer(BENCH / "dev"), run.pairs)
    columns = (*labels.KINDS, "another side")
    lines = []
    for kind in labels.KINDS:
        total = sum(counts[kind, column] for column in columns)
        lines.append([kind, str(total), *(number(counts[kind, c] / total) if total else "" for c in columns)])
    return table(["annotated", "words", *columns], lines)


def calibration(runs: Sequence[Run]) -> tuple[str, dict[str, Judged]]:
    """Expected calibration errors of every run, and the judgements of the last one for the picture."""
    bench = bench_scorer(BENCH / "dev")
    lines = []
    judged: dict[str, Judged] = {}
    for run in runs:
        found = labels.stances(bench, run.pairs)
        judged = {
            "tone": labels.tones(run.pairs)[2],
            "stance": found.judged,
            "hedge": labels.hedges(run.pairs)[2],
        }
        if run.engine == "encoder":
            judged["attribution"] = labels.confidences(bench, run.pairs)
        errors = [
            number(judged[name].error, 3) if name in judged else ""
            for name in ("tone", "stance", "hedge", "attribution")
        ]
        lines.append([run.name, *errors, str(len(found.judged.truth)), str(found.unseen)])
    head = ["", "tone", "stance", "hedge", "attribution", "stances seen", "not seen"]
    return table(head, lines), judged


def classes_table(runs: Sequence[Run]) -> str:
    """F1 of each class of tone and stance, and precision and recall of hedges."""
    bench = bench_scorer(BENCH / "dev")
    lines = []
    for run in runs:
        gold, found, _ = labels.tones(run.pairs)
        stances = labels.stances(bench, run.pairs)
        hedged, told, _ = labels.hedges(run.pairs)
        right = sum(a and b for a, b in zip(hedged, told, strict=True))
        values = (*scored(gold, found), *scored(stances.gold, stances.found))
        doubt = (right / max(1, sum(told)), right / max(1, sum(hedged)))
        lines.append([run.name, *map(number, values), *map(number, doubt)])
    head = ["", "tone: neg", "neu", "pos", "stance: −1", "0", "+1", "hedge: precision", "recall"]
    return table(head, lines)


def intervals_table(runs: Sequence[Run]) -> str:
    lines = [
        [run.name, voices, str(c.pairs), number(c.coverage, 3), number(c.width, 3)]
        for run in runs
        for voices, c in run.intervals().items()
    ]
    return table(["", "over", "shares", "coverage", "mean width"], lines, texts=2)


def document(runs: Mapping[str, Run], articles: Sequence[Gold], tone: Sequence[Result]) -> str:
    """The whole document; draws the pictures on the way."""
    given = {run.engine: run for run in runs.values() if run.sides == "given"}
    every = list(runs.values())

    def by(label: Callable[[str, Attribution], str | None]) -> dict[str, list[Row]]:
        return {name: labels.by_label(run.pairs, label) for name, run in given.items()}

    errors, judged = calibration(every)
    engines = [Result(f"engine: {name}", scored(*labels.tones(run.pairs)[:2])) for name, run in given.items()]
    draw_figures(given)
    draw_calibration(judged)
    draw_tone([*tone, *engines])
    template = (Path(__file__).parent / "accuracy.md.jinja").read_text("utf-8")
    return (
        jinja2.Environment(undefined=jinja2.StrictUndefined, trim_blocks=True)
        .from_string(template)
        .render(
            version=__version__,
            models=Analyzer(fast=True).models[:12],
            data=digest(BENCH)[:12],
            articles=len(articles),
            sentences=sum(len(a["sentences"]) for a in articles),
            attributions=sum(len(a["attributions"]) for a in articles),
            figures=figures_table(every),
            types=label_table("type", by(labels.form_of)),
            acts=label_table("act", by(labels.act_of)),
            cues=label_table("cue", by(labels.cue_of), most=20),
            outlets=outlet_table(list(given.values())),
            voices_given=voices_table(runs["encoder, given"]),
            voices_found=voices_table(runs["encoder, found"]),
            tone=tone_table([*tone, *engines]),
            strength=STRENGTH,
            folds=FOLDS,
            ablations=ablation_table(),
            unfetched=any(result.dev is None for result in tone),
            classes=classes_table(every),
            calibration=errors,
            intervals=intervals_table(every),
        )
        + "\n"
    )


def fill(path: Path, figures: str) -> None:
    """Put figures between the two marks of a document."""
    before, rest = path.read_text("utf-8").split(OPENS)
    _, after = rest.split(CLOSES)
    path.write_text(f"{before}{OPENS}\n{figures}\n{CLOSES}{after}", encoding="utf-8")


def quote(runs: Mapping[str, Run]) -> None:
    """Write the figures that the README and the cards of the models quote."""
    every = list(runs.values())
    rows = ([text, *(number(run.figures[name]) for run in every)] for name, text in QUOTED.items())
    fill(ROOT / "README.md", table(["", *runs], rows))
    encoders = [run for run in every if run.engine == "encoder"]
    given = runs["encoder, given"]
    files = (MODELS / name for name in ("encoder.onnx", "heads.npz", "tokenizer.json"))
    sums = ([f"`{file.name}`", f"`{hashlib.sha256(file.read_bytes()).hexdigest()}`"] for file in files)
    parts = [
        "## Figures on `dev`\n\nNone of it was trained on; what they mean is in `docs/accuracy.md`.\n",
        figures_table(encoders),
        label_table("type", {"encoder": labels.by_label(given.pairs, labels.form_of)}),
        label_table("act", {"encoder": labels.by_label(given.pairs, labels.act_of)}),
        "## Checksums\n",
        table(["file", "SHA-256"], sums, texts=2),
    ]
    fill(MODELS / "encoder.md", "\n".join(parts).rstrip("\n") + "\n")
    errors, _ = calibration(encoders)
    fill(MODELS / "calibration.md", f"Expected calibration error on `dev` (`docs/accuracy.md`):\n\n{errors}")


def tone_table(results: Sequence[Result]) -> str:
    lines = [
        [r.name, *map(number, r.dev or (None,) * 3), number(r.macro, 3), number(r.train, 3)] for r in results
    ]
    return table(["read by", "neg", "neu", "pos", "macro F1", "cross-validated"], lines)


FEWEST = 10
"""A bin of the reliability diagram with fewer cases is not drawn."""
COLOURS = ("#9aa5b1", "#1f5f8b")


def _axes(width: float, height: float) -> tuple[Figure, Axes]:
    mpl.rcParams.update({"svg.hashsalt": "haiphia", "svg.fonttype": "none", "font.size": 9})
    figure = Figure(figsize=(width, height), layout="constrained")
    axes = figure.subplots()
    axes.spines[["top", "right"]].set_visible(False)
    return figure, axes


def _save(figure: Figure, name: str) -> None:
    path = DOCS / f"accuracy-{name}.svg"
    figure.savefig(path, metadata={"Date": None, "Creator": None})
    text = path.read_text("utf-8")
    path.write_text("\n".join(line.rstrip() for line in text.splitlines()) + "\n", encoding="utf-8")


def draw_figures(runs: Mapping[str, Run]) -> None:
    """The figures of the engines side by side, with a mark at what is asked."""
    goals = ASKED["given"]
    names = [name for name in FIGURES if name in goals]
    figure, axes = _axes(7.5, 4.2)
    for n, (engine, run) in enumerate(runs.items()):
        places = [k + (0.2 if n else -0.2) for k in range(len(names))]
        axes.barh(places, [run.figures[name] for name in names], 0.38, color=COLOURS[n], label=engine)
    axes.plot(
        [goals[name] for name in names], range(len(names)), "|", color="black", markersize=14, label="asked"
    )
    axes.set_yticks(range(len(names)), [f"{n} (lower is better)" if n == "share_tvd" else n for n in names])
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    axes.legend(loc="lower center", bbox_to_anchor=(0.4, 1.0), ncols=3, frameon=False)
    _save(figure, "figures")


def draw_tone(results: Sequence[Result]) -> None:
    """Macro F1 of the ways to read tone."""
    rows = [(r.name.replace("`", ""), r.macro) for r in results if r.macro is not None]
    figure, axes = _axes(7.5, 3.2)
    colours = [COLOURS[name.startswith("engine")] for name, _ in rows]
    bars = axes.barh([name for name, _ in rows], [value for _, value in rows], 0.7, color=colours)
    axes.bar_label(bars, fmt="%.2f", padding=3)
    axes.invert_yaxis()
    axes.set_xlim(0, 1)
    _save(figure, "tone")


def draw_calibration(judged: Mapping[str, Judged]) -> None:
    """Reliability diagrams in one: how often what has a probability is right, in bins that hold enough."""
    figure, axes = _axes(4.6, 4.0)
    axes.plot([0.3, 1], [0.3, 1], color="#cccccc", linewidth=1)
    for (name, values), marker in zip(judged.items(), "osD^", strict=False):
        points = [point for point in labels.bins(*values.chosen) if point[2] >= FEWEST]
        axes.plot(
            [p for p, _, _ in points], [r for _, r, _ in points], marker=marker, markersize=4, label=name
        )
    axes.set_xlabel("probability of the likeliest class")
    axes.set_ylabel("part that is right")
    axes.legend(frameon=False)
    _save(figure, "calibration")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--quick", action="store_true", help="the engines' figures only, to the terminal")
    chosen = options.parse_args()
    articles = read_corpus(BENCH / "dev")
    runs = {
        run.name: run
        for run in (
            Run(engine, articles, gold=gold) for engine in ("rules", "encoder") for gold in (False, True)
        )
    }
    if chosen.quick:
        print(figures_table(list(runs.values())))
        return 0
    with threadpool_limits(1):
        tone = compare(read_corpus(BENCH / "train"), articles)
    (DOCS / "accuracy.md").write_text(document(runs, articles, tone), encoding="utf-8")
    quote(runs)
    return 0


if __name__ == "__main__":
    sys.exit(main())
