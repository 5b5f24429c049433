"""All layers of one article, sentence by sentence."""

from analyzer.analysis import Attribution
from analyzer.article import Article
from analyzer.document import Document, SentenceSpan
from analyzer.sentiment.reader import LexicalReader
from lexicons import load


def test_each_sentence_gets_its_own_tone_stances_hedges_and_loaded_words() -> None:
    first, second = "Sao Mai thua đậm và bị chỉ trích.", "Dường như Sao Mai ngoan cố giữ đội hình cũ."
    text = f"{first} {second}"
    document = Document(
        article=Article(text=text),
        sentences=(
            SentenceSpan(start=0, end=len(first)),
            SentenceSpan(start=len(first) + 1, end=len(text)),
        ),
    )
    said: list[Attribution] = []
    start = text.rindex("Sao Mai")
    sentences, loaded = LexicalReader(load()).read(
        document, said, [{"star": [(0, 7)]}, {"star": [(start, start + 7)]}]
    )
    assert [sentence.toward for sentence in sentences] == [{"star": -1}, {"star": 0}]
    assert [sentence.hedge for sentence in sentences] == [False, True]
    assert sentences[0].hedge_p < 0.5 < sentences[1].hedge_p
    assert [(word.sentence, word.side, word.neutral) for word in loaded] == [(1, "star", "kiên quyết")]
    assert sentences[0].toward == {side: stance.value for side, stance in sentences[0].stances.items()}
