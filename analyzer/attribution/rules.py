"""Who says what, by lexicon and rule: the engine that needs no learned weights.

The words that can mark speech come from ``lexicons/cues.toml``; the rules decide whether one does here, and where its
source and content stand. A verb is a cue where what follows or precedes it looks like speech ("rằng", a colon, a
quotation, a clause behind a verb that nearly always reports) and nothing makes it a noun, a plan or a negation.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from analyzer.analysis import Act, Attribution, Commitment, Span
from analyzer.attribution.discourse import run_on
from analyzer.attribution.phrases import (
    PREDICATE,
    Found,
    Line,
    is_compound,
    skip_adverbs,
    skip_leading,
    speaker_left,
    speaker_right,
    subject,
)
from analyzer.attribution.spans import Quotation, Quotations, speech_type, trim
from analyzer.document import Document
from lexicons import Cue, Lexicons, Matcher, fold


def _fold(words: str) -> frozenset[str]:
    return frozenset(fold(word) for word in words.split())


DETERMINERS = _fold("những các sự một việc bản bài cuộc tiếng mọi lời của bức bị vài số dòng ký câu tin theo được")
"""Words before a verb that make it a noun ("những cáo buộc") or a passive ("bị cáo buộc")."""

CASES = _fold("về với trước sau trong từ bởi vì bằng qua trên tại do nhờ đối cùng")
"""Prepositions before a cue that make it a noun ("với tuyên bố của")."""

UNREAL = _fold("sẽ không chưa muốn cần phải nên thể định hãy đừng chẳng dám xin nếu thay từ_chối")
"""Words before a verb that say it was not, or not yet, said."""

ADDRESS = _fold("với trên tại trong cho hôm sau ngay khi tới qua vào sáng chiều ngày cùng")
"""What opens the addressee, place or time between a verb and its content."""

FILLERS = _fold("thêm lại rõ tiếp")
"""Words between a verb and the mark of its content."""

RITUAL = tuple(
    tuple(fold(words).split())
    for words in (
        "thiết quân luật",
        "độc lập",
        "chung",
        "chiến tranh",
        "phá sản",
        "tình trạng",
        "khai mạc",
        "bế mạc",
        "án",
        "lệnh",
        "thành lập",
        "đình chiến",
        "tham chiến",
        "vô tội",
        "kết hôn",
        "ly hôn",
        "giải tán",
        "nhậm chức",
    )
)
"""Objects of "tuyên bố" and its like that are done by the words, not asserted."""

NOMINAL = _fold("này đó ấy kia mới trước trên nêu")
"""Words behind a verb that make it a noun ("cáo buộc này")."""

TAKES_NOUN = _fold(
    "bác_bỏ phủ_nhận công_bố nhận nhận_được chấp_nhận đạt ra đưa đưa_ra gây gia_tăng có cung_cấp tiết_lộ đăng phát đáp_ứng "
    "gửi bác phản_bác xác_nhận thông_tin nghe đăng_tải giá làm xem"
)
"""Verbs whose object the next word is: "bác bỏ cáo buộc"."""

AGENT = _fold("người nhà gia viên")
"""Words before a weak verb that make it the name of a trade ("người phát ngôn", "nhà phân tích")."""

BARE = _fold("nói viết kể mong đòi tố")
"""Verbs of one syllable that can take a clause without any mark."""

FINDINGS = _fold("kết quả báo cáo khảo sát nghiên cứu số liệu thống kê phân tích điều tra thăm dò tài liệu dữ")
"""What "cho thấy" reports speech of."""

CLAUSE = _fold("đã đang sẽ không có là bị được phải cần vẫn chưa sắp đều chỉ rất muốn nên vừa cũng hãy từng")
"""Small words of a predicate: where one follows soon, a clause follows."""

LINKS = _fold("đến tới về")
"""What can stand between a verb and its content without belonging to it."""

NEEDS_THAT = _fold("cảm_thấy nhận_ra dự_kiến quy_định đăng_tải từ_chối bất_ngờ ủng_hộ lên_tiếng giới_thiệu bổ_sung")
"""Verbs of more than one syllable that report speech only with "rằng", a colon or a quotation."""

NOT_SOURCES = _fold(
    "đuổi dõi hướng chân sau nghĩa kiểu chiều từng mùa cách diện lối đạo chủ dạng hình đúng phong thứ mức thời cơ nhóm "
    "cấp kịp tỉ tỷ đó học phe cảm trình đường loại phương quan tiêu mẫu ý"
)
"""First words after "theo" that make it "along with", "in the manner of" and not "according to"."""

QUOTES = frozenset("“\"«")
"""Marks that can open a quotation."""

CLAUSE_MARKS = _fold(", ; – - — . : • * >")


class Candidate:
    """A cue of the lexicon where it stands in a sentence: tokens ``[i, j)``."""

    __slots__ = ("entries", "i", "j", "span")

    def __init__(self, i: int, j: int, span: Span, entries: tuple[Cue, ...]) -> None:
        self.i, self.j, self.span, self.entries = i, j, span, entries

    def of(self, kind: str) -> Cue | None:
        return next((entry for entry in self.entries if entry.kind == kind), None)


class Draft:
    """An attribution in the making: tokens for its source, characters for the rest."""

    __slots__ = ("act", "commitment", "confidence", "content", "cue", "entry", "joint", "lexeme", "right", "source")

    def __init__(
        self,
        entry: Cue,
        cue: Span,
        source: Span | None,
        content: Span,
        confidence: float,
        *,
        right: bool,
        joint: int | None = None,
    ) -> None:
        self.act: Act = entry.act
        self.commitment: Commitment = entry.commitment
        self.lexeme = entry.text
        self.cue, self.source, self.content = cue, source, content
        self.confidence, self.right, self.joint = confidence, right, joint
        self.entry = entry

    def copy(self, source: Span | None) -> Draft:
        """The same content and cue with another speaker."""
        return Draft(self.entry, self.cue, source, self.content, self.confidence, right=self.right)


class RuleTagger:
    """Finds attributions by the cues of a lexicon and rules of Vietnamese news prose.

    Parameters
    ----------
    lexicons : Lexicons
        Where the cues come from (`lexicons.load`).

    Examples
    --------
    >>> import lexicons
    >>> from analyzer.article import Article
    >>> from analyzer.document import parse
    >>> document = parse(Article(text="Bà Lan cho biết cầu đã hỏng."), words=False)
    >>> [found] = RuleTagger(lexicons.load()).tag(document)
    >>> [document.text[a:b] for a, b in (found.source, found.cue, found.content[0])]
    ['Bà Lan', 'cho biết', 'cầu đã hỏng']
    """

    def __init__(self, lexicons: Lexicons) -> None:
        entries: dict[str, list[Cue]] = defaultdict(list)
        for cue in lexicons.cues:
            if cue.kind != "frame":
                entries[fold(cue.text)].append(cue)
        self._matcher: Matcher[tuple[Cue, ...]] = Matcher((text, tuple(cues)) for text, cues in entries.items())
        self._tell = next((cue for cue in lexicons.cues if fold(cue.text) == "cho biết"), None)

    def tag(self, document: Document) -> list[Attribution]:
        """The attributions of a document, in the order of their sentences; sides and speakers are left open."""
        text = document.text
        quotations = Quotations(text)
        found: list[Attribution] = []
        for number, sentence in enumerate(document.sentences):
            for draft in self._sentence(Line(text, sentence.start, sentence.end), quotations):
                found.append(
                    Attribution(
                        sentence=number,
                        cue=draft.cue,
                        source=draft.source,
                        content=(draft.content,),
                        type=speech_type(quotations, draft.content),
                        act=draft.act,
                        commitment=draft.commitment,
                        lexeme=draft.lexeme,
                        confidence=draft.confidence,
                    )
                )
        return run_on(document, quotations, found)

    def _sentence(self, line: Line, quotations: Quotations) -> list[Draft]:
        drafts: list[Draft] = []
        for candidate in self._candidates(line):
            quotation = quotations.at(candidate.span[0])
            draft = (
                _preposition(line, candidate, quotations)
                or _passive(line, candidate, quotation)
                or _noun(line, candidate, quotation)
                or _verb(line, candidate, quotations, drafts)
            )
            if draft is not None:
                drafts.append(draft)
                cited = _cited(line, candidate, draft)
                if cited is not None:
                    drafts.append(cited)
        return _settle(line, drafts)

    def _candidates(self, line: Line) -> Iterator[Candidate]:
        """Cues of the lexicon in a sentence, and "cho … biết" around the one told."""
        for start, end, entries in self._matcher.find(line.text, line.start, line.end):
            i, j = line.index(start), line.index(end)
            yield Candidate(i, j, (start, end), entries)


def _cited(line: Line, c: Candidate, draft: Draft) -> Draft | None:
    """The one whom a medium cites: X in "“…”, AFP dẫn lời X"."""
    if draft.right or line.low[c.i] not in ("dẫn", "trích") or c.j >= len(line):
        return None
    end = speaker_right(line, c.j, len(line))
    source = _span(line, c.j, end)
    if source is None or (end < len(line) and line.low[end] not in ".,") or _tells(line, c.j, end):
        return None
    return draft.copy(source)


def _tells(line: Line, a: int, b: int) -> bool:
    return any(line.low[k : k + 2] in (["cho", "biết"], ["cho", "hay"], ["nói", "rằng"]) for k in range(a, b)) or (
        line.low[b - 1] == "nói"
    )


def _content_end(line: Line, start: int, quotation: Quotation | None) -> int:
    """Where a content on the right of its cue can end at the most: the sentence, or the quotation around the cue."""
    if quotation is not None and quotation.end <= line.end:
        return quotation.end - (1 if quotation.closed else 0)
    return line.end


def _span(line: Line, a: int, b: int) -> Span | None:
    return (line.spans[a][0], line.spans[b - 1][1]) if b > a else None


def _without_that(line: Line, candidate: Candidate) -> tuple[int, Span]:
    """A cue without the "rằng" at its end: the token behind it, and its span."""
    j = candidate.j
    if j - 2 >= candidate.i and line.low[j - 1] == "rằng" and line.low[j - 2] != "cho":
        j -= 1
    return j, (candidate.span[0], line.spans[j - 1][1])


def _preposition(line: Line, c: Candidate, quotations: Quotations) -> Draft | None:
    """ "Theo X, …" and "…, theo X"."""
    entry = c.of("preposition")
    if entry is None:
        return None
    about = line.low[c.i] == "theo"
    j = c.i + 1 if about else c.j
    if j >= len(line) or (about and line.low[j] in NOT_SOURCES and not line.capital(j)):
        return None
    cue_end, source_start = j, j
    for k in range(j, min(j + 4, len(line) - 1)):
        if line.low[k] == "của" and about and k > j and "_".join(line.low[j:k]) in OPINIONS:
            cue_end, source_start = k, k + 1
    if line.low[j] == "như" or line.low[j] == "lời":
        cue_end = source_start = j + 1
        if source_start < len(line) and line.low[source_start] in ("của", "kể", "khai"):
            source_start += 1
    quotation = quotations.at(c.span[0])
    limit = line.index(_content_end(line, c.i, quotation))
    end = speaker_right(line, source_start, limit)
    source = _span(line, source_start, end)
    cue = (line.spans[c.i][0], line.spans[cue_end - 1][1])
    if source is None:
        return None
    previous = line.low[c.i - 1] if c.i else ","
    if previous in ("(", "["):
        return None
    initial = previous in CLAUSE_MARKS or previous in LEADS or line.capital(c.i)
    follows = line.low[end] if end < limit else "."
    if initial and follows in (",", ":", "thì") and end + 1 < limit:
        content = trim(line.text, line.spans[end][1], _content_end(line, end, quotation))
        if content is not None:
            return Draft(entry, cue, source, content, 0.92, right=True)
    closes = end >= limit or line.low[end] in (".", ",")
    if c.i > 1 and line.low[c.i - 1] in (",", "–", "-", "”", '"') and closes and not _predicates(line, source_start, end):
        content = _content_left(line, c.i, quotations)
        if content is not None and line.index(content[1]) - line.index(content[0]) > 4:
            return Draft(entry, cue, source, content, 0.85, right=False)
    return None


def _predicates(line: Line, a: int, b: int) -> bool:
    """Whether what should be a speaker holds a predicate, or is too long for one."""
    return b - a > 16 or any(line.starts(k, PREDICATE, b) and not is_compound(line, k) for k in range(a, b))


OPINIONS = frozenset(
    fold(words).replace(" ", "_")
    for words in (
        "nhận định",
        "tiết lộ",
        "đánh giá",
        "khẳng định",
        "dự báo",
        "giải thích",
        "chia sẻ",
        "lời chia sẻ",
        "phân tích",
        "quan điểm",
        "ý kiến",
        "ghi nhận",
        "tường thuật",
        "ước tính",
        "thông báo",
        "tìm hiểu",
        "lời",
        "lời kể",
        "nhận xét",
        "tuyên bố",
        "xác nhận",
        "phản ánh",
        "lời khai",
        "mô tả",
        "cáo buộc",
    )
)
"""What is said, between "theo" and "của": part of the cue, as the one who says it follows."""

LEADS = _fold("nhưng cũng và còn song do")


def _passive(line: Line, c: Candidate, quotation: Quotation | None) -> Draft | None:
    """ "X được cho là …", "Được biết, …"."""
    entry = c.of("passive")
    if entry is None or c.j >= len(line) or not (entry.strong or line.low[c.j] in ("rằng", "là")):
        return None
    if c.i > 0 and line.low[c.i - 1] in UNREAL:
        return None
    end = _content_end(line, c.j, quotation)
    initial = c.i == 0 or line.low[c.i - 1] in CLAUSE_MARKS
    if not initial:
        stop = next((k for k in range(c.j + 1, len(line)) if line.low[k] in (";", ")", "–")), None)
        end = min(end, line.spans[stop][0]) if stop is not None else end
    content = trim(line.text, line.spans[c.j - 1][1], end)
    return Draft(entry, c.span, None, content, 0.85, right=True) if content else None


def _noun(line: Line, c: Candidate, quotation: Quotation | None) -> Draft | None:
    """ "cáo buộc của X rằng …"."""
    entry = c.of("noun")
    if entry is None or c.j + 1 >= len(line):
        return None
    source_start = source_end = c.j
    k = c.j
    if line.low[k] == "của":
        source_start = k + 1
        k = source_end = speaker_right(line, k + 1, min(len(line), k + 16))
        while source_end > source_start and line.low[source_end - 1] in ("nói", "cho"):
            source_end -= 1
    elif c.of("verb") is not None:
        return None
    if k >= len(line) or line.low[k] != "rằng":
        return None
    content = trim(line.text, line.spans[k][1], _content_end(line, k, quotation))
    return Draft(entry, c.span, _span(line, source_start, source_end), content, 0.8, right=True) if content else None


def _mark(line: Line, j: int, limit: int) -> tuple[int, str]:
    """What marks the content behind a verb that ends before token `j`.

    Returns
    -------
    int, str
        The token at which the content begins, and the mark: "rằng", "là", ":", ",", "quote", or "" where there is none.
    """
    while j < limit and line.low[j] in FILLERS:
        j += 1
    if j >= limit:
        return j, ""
    token = line.low[j]
    if token in ("rằng", "là", ":", ","):
        k = j + 1
        while k < limit and line.low[k] in ("rằng", ":", ","):
            token, k = (":" if line.low[k] == ":" else token), k + 1
        return k, ("quote" if token == "," and k < limit and line.low[k] in QUOTES else token)
    if token in QUOTES:
        return j, "quote"
    if token in ADDRESS or token == "như":
        for k in range(j + 1, min(limit, j + 18)):
            if line.low[k] in ("rằng", ":"):
                return k + 1, line.low[k]
            if line.low[k] in QUOTES and k < j + 7:
                return k, "quote"
            if line.low[k] == "," and token == "với":
                return k + 1, ","
            if line.is_stop(k) or line.low[k] in CLAUSE:
                break
    return j, ""


def _nominal(line: Line, c: Candidate, j: int, stop: int, mark: str) -> bool:
    """Whether what could be a verb is a noun here, or an act not done or not asserted."""
    previous = line.low[c.i - 1] if c.i > stop else ""
    pair = "_".join(line.low[max(stop, c.i - 2) : c.i])
    following = line.low[j] if j < len(line) else ""
    if previous in DETERMINERS or previous in UNREAL or pair in UNREAL:
        return True
    if following == "của" or any(tuple(line.low[j : j + len(words)]) == words for words in RITUAL):
        return True
    if mark in ("rằng", ":", "quote"):
        return False
    named = c.of("noun") is not None
    return named and (following in NOMINAL or previous in TAKES_NOUN or pair in TAKES_NOUN or previous in CASES)


def _verb(line: Line, c: Candidate, quotations: Quotations, before: list[Draft]) -> Draft | None:
    """ "X cho biết …", "“…”, X nói", and verbs joined to them."""
    entry = c.of("verb")
    if entry is None:
        return None
    j, cue = _without_that(line, c)
    quotation = quotations.at(c.span[0])
    stop = line.index(max(line.start, quotation.start + 1)) if quotation is not None else 0
    end = _content_end(line, j, quotation)
    limit = line.index(end)
    at, mark = _mark(line, j, limit)
    if _nominal(line, c, j, stop, mark):
        return None
    reported = max((line.index(d.cue[1]) for d in before if d.right and d.cue[1] <= c.span[0]), default=0)
    found = speaker_left(line, c.i, max(stop, reported))
    source = _span(line, found.a, found.b)
    if source is None and found.joined:
        source = _joined_source(line, found, before, stop)
    if quotation is None and mark not in ("rằng", ":"):
        draft = _quoted_left(line, c, cue, entry, j, limit, quotations, before)
        if draft is not None:
            return draft
    if quotation is None and found and mark not in ("rằng", ":", "quote") and entry.strong:
        left = _content_left(line, found.left, quotations)
        if (
            left is not None
            and line.low[found.left - 1] in (",", "–", "-")
            and line.index(left[1]) - line.index(left[0]) > 4
            and _clause_ends(line, j, limit, quoted=False)
        ):
            return Draft(entry, cue, source, left, 0.7, right=False)
    confidence = _trust(line, c, entry, mark, at, limit, source, found)
    if confidence < 0.5 or at >= limit:
        return None
    if mark == "":
        if entry.act == "urge":
            at = _object_that(line, at, limit)
        while at < limit and line.low[at] in LINKS:
            at += 2 if line.low[at : at + 2] == ["về", "việc"] else 1
    if at >= limit:
        return None
    start = line.spans[at][0]
    inner = quotations.at(start)
    if inner is not None and inner.start == start and inner.end <= end and mark in (":", "quote"):
        after = line.index(inner.end)
        if mark == ":" or after >= limit or line.is_stop(after):
            end = inner.end
    content = trim(line.text, start, end)
    if content is None:
        return None
    joint = line.spans[found.left][0] if found.joined and found.left < len(line) else None
    return Draft(entry, cue, source, content, confidence, right=True, joint=joint)


def _quoted_left(
    line: Line,
    c: Candidate,
    cue: Span,
    entry: Cue,
    j: int,
    limit: int,
    quotations: Quotations,
    before: list[Draft],
) -> Draft | None:
    """ "“…”, X nói": nothing but the speaker stands between a quotation and the verb."""
    quoted = quotations.before(line.spans[c.i][0])
    if quoted is None or quoted.end <= line.start or not _clause_ends(line, j, limit, quoted=True):
        return None
    a = line.index(quoted.end)
    while a < c.i and line.low[a] in (",", "–", "-", "—", "."):
        a += 1
    b = skip_adverbs(line, c.i, a)
    while b > a and line.is_stop(b - 1) and line.low[b - 1] != ")":
        b -= 1
    content = trim(line.text, max(quoted.start, line.start), quoted.end)
    if content is None or line.index(content[1]) - line.index(content[0]) < 3:
        return None
    citing = next((d for d in before if not d.right and a <= line.index(d.cue[0]) < b), None)
    if citing is not None:
        a = line.index(citing.cue[1])
    if not a < b <= a + 22 or any(line.low[k] in ":;" or line.low[k] in QUOTES for k in range(a, b)):
        return None
    if any(line.starts(k, PREDICATE, b) and not is_compound(line, k) for k in range(a + 1, b)):
        return None
    a = skip_leading(line, a, b)
    return Draft(entry, cue, _span(line, a, b), content, 0.93, right=False)


def _object_that(line: Line, at: int, limit: int) -> int:
    """The token behind "rằng" where whom it is said to stands before it: "yêu cầu họ rằng …"."""
    for k in range(at, min(limit, at + 7)):
        if line.low[k] == "rằng":
            return k + 1
        if line.is_stop(k):
            break
    return at


def _trust(
    line: Line, c: Candidate, entry: Cue, mark: str, at: int, limit: int, source: Span | None, found: Found
) -> float:
    """How sure it is that a verb reports speech on its right, from its strength and the mark behind it."""
    if line.low[c.i : c.j] == ["cho", "thấy"] and not (source and FINDINGS & set(line.low[found.a : found.b])):
        return 0.0
    if mark == "rằng":
        return 0.95
    if mark in (":", "quote"):
        return 0.93 if source is not None else 0.6
    named = c.of("noun") is not None
    if entry.strong:
        return 0.9 if source is not None else 0.0 if named else 0.55
    first = found.left == 0 or line.is_stop(found.left - 1)
    if not source or line.low[c.i - 1] in AGENT or "_".join(line.low[c.i : c.j]) in NEEDS_THAT:
        return 0.0
    if named and not (found.joined or found.b < c.i or first):
        return 0.0
    if " " not in entry.text and fold(entry.text) not in BARE:
        return 0.6 if mark == "là" and entry.act in ("state", "claim", "admit") else 0.0
    if mark == "là":
        return 0.6 if entry.act in ("state", "claim", "admit") else 0.0
    if mark == "" and entry.act in ("accuse", "deny", "urge") and " " in entry.text:
        return 0.6
    return 0.6 if _clause(line, at, limit) and (mark == "" or entry.act in ("state", "claim", "admit")) else 0.0


def _clause(line: Line, at: int, limit: int) -> bool:
    """Whether what begins at a token looks like a clause: a small word of a predicate, soon and not at once."""
    for k in range(at, min(limit, at + 10)):
        if line.is_stop(k):
            return False
        if line.low[k] in CLAUSE:
            return True
    return False


def _joined_source(line: Line, found: Found, before: list[Draft], stop: int) -> Span | None:
    """The subject of the verb that this one is joined to."""
    for draft in reversed(before):
        if draft.source is not None and draft.cue[1] <= line.spans[min(found.left, len(line) - 1)][0] + 1:
            return draft.source
    first = subject(line, stop, found.left)
    return _span(line, first.a, first.b)


def _content_left(line: Line, at: int, quotations: Quotations) -> Span | None:
    """What stands before a speaker that follows its content, from the quotation's or sentence's beginning."""
    k = at
    while k > 0 and line.low[k - 1] in (",", "–", "-", "—"):
        k -= 1
    if k == 0:
        return None
    last = line.spans[k - 1][1]
    quotation = quotations.at(last - 1)
    if quotation is not None and quotation.end == last:
        return trim(line.text, max(quotation.start, line.start), last)
    if k == at:
        return None
    return trim(line.text, line.start, last)


def _clause_ends(line: Line, j: int, limit: int, *, quoted: bool) -> bool:
    """Whether nothing that could be a content follows a verb that ends before token `j`."""
    while j < limit and line.low[j] in FILLERS:
        j += 1
    if j >= limit or line.low[j] in (".", ";"):
        return True
    rest = line.low[j:limit]
    if quoted:
        return rest[0] in ADDRESS or rest[0] in ("và", "–", "-") or (rest[0] == "," and _goes_on(rest[1:]))
    return rest[0] in ADDRESS and not {",", "rằng", ":"} & set(rest)


def _goes_on(rest: list[str]) -> bool:
    """Whether another clause, and no content, follows a comma behind a verb of speech."""
    return not rest or rest[0] in ("đồng", "và", "nhưng", "trong", "khi", "sau", "tuy", "song", "theo", "“", '"') or (
        tuple(rest[:2]) in NEXT_VERB
    )


CONTRASTS = frozenset(tuple(fold(words).split()) for words in ("trong khi", "trong khi đó", "còn", "nhưng", "song"))
"""What sets one speaker's clause against another's."""

NEXT_VERB = frozenset(
    tuple(fold(words).split())
    for words in (
        "nhấn mạnh",
        "cho rằng",
        "cho biết",
        "tuyên bố",
        "khẳng định",
        "nói thêm",
        "dẫn lời",
        "cáo buộc",
        "kêu gọi",
        "cảnh báo",
    )
)
"""Verbs that take up the speech after a comma."""


def _settle(line: Line, drafts: list[Draft]) -> list[Draft]:
    """Let a content end where the next verb of the same speaker, or a clause with a speaker of its own, begins."""
    for i, draft in enumerate(drafts):
        if not draft.right:
            continue
        for later in drafts[i + 1 :]:
            stop = later.joint if later.source == draft.source else _contrast(line, later)
            if stop is not None and draft.content[0] < stop < draft.content[1]:
                draft.content = trim(line.text, draft.content[0], stop) or draft.content
                break
    return drafts


def _contrast(line: Line, draft: Draft) -> int | None:
    """Where "trong khi", "còn" or "nhưng" sets a speaker against the one before."""
    if draft.source is None:
        return None
    k = line.index(draft.source[0])
    n = line.ends(k, CONTRASTS)
    return line.spans[k - n][0] if n else None
