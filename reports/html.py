"""The report as one self-contained page: no network, and nothing of the article but as text."""

from __future__ import annotations

import base64
import hashlib
import io
import os
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import fontpkg_be_vietnam_pro  # type: ignore[import-untyped]
from fontTools import subset  # type: ignore[import-untyped]
from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from analyzer.analysis import REPORTER, TONES, UNNAMED, Analysis, Evidence
from reports import palette, view
from reports.files import write_atomic
from reports.findings import deck, findings, headline
from reports.strings import Strings, strings

_HATCHES = {
    "": "none",
    "////": "repeating-linear-gradient(135deg, {0} 0 1.5px, transparent 1.5px 5px)",
    "\\\\\\\\": "repeating-linear-gradient(45deg, {0} 0 1.5px, transparent 1.5px 5px)",
    "....": "radial-gradient({0} 1px, transparent 1.3px) 0 0 / 5px 5px",
    "xxxx": "repeating-linear-gradient(45deg, {0} 0 1px, transparent 1px 5px), "
    "repeating-linear-gradient(135deg, {0} 0 1px, transparent 1px 5px)",
    "||||": "repeating-linear-gradient(90deg, {0} 0 1.5px, transparent 1.5px 5px)",
    "----": "repeating-linear-gradient(0deg, {0} 0 1.5px, transparent 1.5px 4px)",
}
_DARK = {UNNAMED: "#c9c8cf", REPORTER: "#4b4c53"}


def save_html(analysis: Analysis, path: str | os.PathLike[str], lang: str = "vi") -> None:
    """Write the report of an analysis as one HTML file.

    Raises
    ------
    OSError
        The file cannot be written.
    """
    write_atomic(path, render(analysis, lang).encode("utf-8"))


def render(analysis: Analysis, lang: str = "vi") -> str:
    """The page; the same for the same arguments."""
    s = strings(lang)
    style = _fonts(analysis, s) + _read("report.css") + _colors(analysis)
    script = _read("report.js")
    policy = (
        f"default-src 'none'; style-src '{_hash(style)}'; script-src '{_hash(script)}'; font-src data:; "
        "base-uri 'none'; form-action 'none'"
    )
    template = Environment(
        loader=FunctionLoader(_read),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    ).get_template("report.html")
    return template.render(
        **_content(analysis, s), s=s, policy=policy, style=Markup(style), script=Markup(script)
    )


def _read(name: str) -> str:
    return files("reports").joinpath(name).read_text("utf-8")


def _hash(text: str) -> str:
    """The name of an inline block in a Content-Security-Policy."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")


def _fonts(analysis: Analysis, s: Strings) -> str:
    """The font faces, cut down to the letters that the page shows."""
    shown = "".join((analysis.text, analysis.title, analysis.outlet, analysis.author, *s.table.values()))
    shown += "".join(side.name + "".join(side.aliases) for side in analysis.sides)
    letters = {ord(c) for c in shown + shown.upper()} | set(range(32, 127))
    folder = Path(fontpkg_be_vietnam_pro.__file__).parent / "files"
    faces = []
    for name, weight in (("Regular", 400), ("SemiBold", 600)):
        options = subset.Options(flavor="woff", notdef_outline=True, layout_features=["kern", "mark", "ccmp"])
        font = subset.load_font(str(folder / f"BeVietnamPro-{name}.ttf"), options)
        cutter = subset.Subsetter(options)
        cutter.populate(unicodes=letters)
        cutter.subset(font)
        out = io.BytesIO()
        subset.save_font(font, out, options)
        data = base64.b64encode(out.getvalue()).decode("ascii")
        faces.append(
            f'@font-face{{font-family:"Be Vietnam Pro";font-weight:{weight};'
            f'src:url(data:font/woff;base64,{data}) format("woff")}}\n'
        )
    return "".join(faces)


def _colors(analysis: Analysis) -> str:
    """The style rules that depend on the analysis: the voices' colours, and the widths of bars."""
    marks = palette.marks(analysis)
    shown = _order(analysis)
    rules = []
    for k, voice in enumerate(shown):
        mark = marks[voice]
        hatch = _HATCHES[mark.hatch].format(mark.over)
        rules.append(f".v{k}{{--c:{mark.color};--line:{palette.stroke(mark)};--hatch:{hatch}}}")
        share = view.share(analysis, voice)
        low, high = (min(max(100 * edge, 0), 100) for edge in (share.low, share.high))
        rules.append(f".w{k}{{width:{100 * share.words:.3f}%}}")
        rules.append(f".i{k}{{left:{low:.3f}%;width:{high - low:.3f}%}}")
    words = [run.words for run in view.runs(analysis)]
    rules.append("@media screen and (prefers-color-scheme:dark){")
    for k, voice in enumerate(shown):
        fill = _DARK.get(voice) or palette.stroke(marks[voice], dark=True)
        rules.append(f".v{k}{{--c:{fill};--line:{palette.stroke(marks[voice], dark=True)}}}")
    rules.append("}")
    rules += [f".g{n}{{flex-grow:{n}}}" for n in sorted(set(words))]
    return "\n".join(rules)


def _order(analysis: Analysis) -> list[str]:
    """All voices that the page may name, those with a row of their own first."""
    shown = view.voices(analysis)
    return shown + [voice for voice in palette.marks(analysis) if voice not in shown]


def _content(analysis: Analysis, s: Strings) -> dict[str, Any]:
    """Everything that the template shows, as plain data."""
    number = {voice: k for k, voice in enumerate(_order(analysis))}

    def voice(name: str) -> dict[str, Any]:
        return {"id": name, "k": number[name], "name": view.voice_name(analysis, name, s)}

    return {
        "analysis": analysis,
        "title": view.title(analysis, s),
        "origin": [x for x in (analysis.id, analysis.outlet, analysis.author, analysis.published) if x],
        "headline": headline(analysis, s),
        "deck": deck(analysis, s),
        "findings": findings(analysis, s),
        "voices": [voice(v) | {"share": view.share(analysis, v)} for v in view.voices(analysis)],
        "strip": [(run, [voice(v) for v in run.voices]) for run in view.runs(analysis)],
        "speakers": [(one, [voice(v) for v in one.voices]) for one in view.speakers(analysis)],
        "portrayal": [
            (voice(p.side), voice(p.voice), p)
            for p in sorted(analysis.scores.portrayal, key=lambda p: (number[p.side], number[p.voice]))
        ],
        "answers": [
            (
                voice(a.accuser),
                voice(a.accused),
                analysis.attributions[a.accusation].sentence,
                _answer(analysis, k, s),
            )
            for k, a in enumerate(analysis.scores.answers)
        ],
        "sourcing": [
            (s(f"report.sourcing_{part}"), s.percent(getattr(analysis.scores.sourcing, part)))
            for part in view.SOURCING
            if analysis.attributions
        ],
        "chains": view.chains(analysis, s),
        "parties": [(voice(side.id), side.aliases) for side in analysis.sides],
        "sentences": list(_sentences(analysis, number, s)),
        "cards": [_card(analysis, k, s) for k in range(len(analysis.attributions))],
        "provenance": [
            (s(f"report.provenance_{key}"), value)
            for key, value in (
                ("version", f"haiphia {analysis.version}"),
                ("engine", s(f"engine.{analysis.engine}")),
                ("url", analysis.url),
                ("notes", ", ".join(view.notes(analysis, s))),
                ("text", analysis.checksums.text),
                ("lexicons", analysis.checksums.lexicons),
                ("models", analysis.checksums.models),
            )
            if value
        ],
    }


def _answer(analysis: Analysis, k: int, s: Strings) -> str:
    answer = analysis.scores.answers[k]
    if answer.reply is None:
        return s("report.answer_missing")
    place = s.places([analysis.attributions[answer.reply].sentence])
    return s(f"report.answer_{answer.how}", place=place)


def _sentences(analysis: Analysis, number: dict[str, int], s: Strings) -> Iterator[dict[str, Any]]:
    """Each sentence with its pieces; each attribution can be reached by keyboard at one of them."""
    mains = view.main_voices(analysis)
    for k, sentence in enumerate(analysis.sentences):
        cut = view.pieces(analysis, k)
        here = view.attributions_of(analysis, k)
        stops = {_stop(cut, a): a for a in here}
        pieces = []
        for j, piece in enumerate(cut):
            attribution = stops.get(j, piece.attribution)
            owner = analysis.attributions[attribution].side if attribution is not None else ()
            classes = [
                *(["content"] if piece.content else []),
                *(["cue"] if piece.cue is not None else ["source"] if piece.source is not None else []),
                *(["loaded"] if piece.loaded else []),
                *([f"v{number[owner[0]]}"] if owner else []),
            ]
            pieces.append(
                {
                    "text": analysis.text[piece.start : piece.end],
                    "loaded": piece.loaded,
                    "classes": " ".join(classes),
                    "attribution": attribution,
                    "stop": j in stops,
                }
            )
        cited = {voice for a in here for voice in analysis.attributions[a].side}
        yield {
            "k": k,
            "tone": sentence.tone,
            "voices": " ".join(f"v{number[v]}" for v in sorted(cited or {REPORTER})),
            "main": [number[v] for v in mains[k]],
            "pieces": pieces,
            "gap": "\n" in analysis.text[sentence.end : sentence.end + 3],
            "asides": [
                {
                    "voices": [number[v] for v in found.side],
                    "name": s.listing([view.voice_name(analysis, v, s) for v in found.side]),
                    "act": s(f"act.{found.act}"),
                }
                for found in (analysis.attributions[a] for a in here)
            ],
        }


def _stop(cut: list[view.Piece], attribution: int) -> int:
    """The piece at which the keyboard stops for an attribution: its cue, its source, or its content."""
    for wanted in ("cue", "source", "content"):
        for j, piece in enumerate(cut):
            held = getattr(piece, wanted)
            if held == attribution or (wanted == "content" and attribution in held):
                return j
    return 0


def _card(analysis: Analysis, k: int, s: Strings) -> list[tuple[str, str]]:
    """What the page tells of an attribution when it is pointed at."""
    found = analysis.attributions[k]
    sentence = analysis.sentences[found.sentence]

    def cited(span: tuple[int, int] | None) -> str:
        return view.plain(analysis.text[slice(*span)]) if span else ""

    def weighed(evidence: tuple[Evidence, ...]) -> str:
        return ", ".join(f"{view.because(one, s)} {s.signed(one.weight)}" for one in evidence[:4])

    entry = s("html.lexicon", entry=found.lexeme) if found.lexeme else ""
    tone = f"{s(f'tone.{sentence.tone}')} ({s.percent(sentence.tone_p[TONES.index(sentence.tone)], 0)})"
    rows = [
        (s("html.voice"), s.listing([view.voice_name(analysis, voice, s) for voice in found.side])),
        (s("html.speaker"), found.speaker if found.speaker != cited(found.source) else ""),
        (s("html.source"), cited(found.source)),
        (s("html.cue"), " · ".join(filter(None, (cited(found.cue), entry)))),
        (s("html.act"), s(f"act.{found.act}")),
        (s("html.type"), s(f"type.{found.type}")),
        (s("html.commitment"), s(f"commitment.{found.commitment}") if found.cue else ""),
        (s("html.confidence"), s.percent(found.confidence, 0)),
        (s("html.tone"), " · ".join(filter(None, (tone, weighed(sentence.tone_evidence))))),
    ]
    for side in analysis.sides:
        if side.id in sentence.toward:
            sign = TONES[sentence.toward[side.id] + 1]
            stance = sentence.stances.get(side.id)
            sure = f" ({s.percent(stance.p[stance.value + 1], 0)})" if stance else ""
            told = s(f"toward.{sign}") + sure
            because = weighed(stance.evidence) if stance else ""
            rows.append((side.name, " · ".join(filter(None, (told, because)))))
    return [(key, value) for key, value in rows if value]
