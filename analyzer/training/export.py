"""The shipped form of the encoder: an ONNX graph with 8-bit weights, and the heads as arrays.

Weights are rounded to 8 bits with a scale for each output; activations at run time with one scale a matrix.
So that outlying features do not spoil that scale, each input feature is divided by a factor that its weights
are multiplied with before rounding (SmoothQuant, Xiao et al. 2023); the factors come from activations on the
training texts. The first piece and the sentence marks stand out too, behind a Gelu by up to six times all
other pieces: rows are divided by their largest value, except before a layer's first wide product, where it
costs more than it gains.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

import numpy as np
import onnx
import torch
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper
from tokenizers import Tokenizer
from torch import Tensor, nn

from analyzer.training.network import Encoder, Network

ALPHA = 0.75
"""How much of the spread of the activations moves into the weights."""
Floats = NDArray[np.float32]


def _array(x: Tensor) -> Floats:
    out: Floats = x.detach().numpy().astype(np.float32)
    return out


def ranges(encoder: Encoder, inputs: Iterable[NDArray[np.int64]]) -> dict[str, Floats]:
    """The largest absolute value of each input feature of each linear layer, by the layer's name."""
    seen: dict[str, Tensor] = {}

    def watch(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def hook(_module: nn.Module, args: tuple[Tensor, ...], _output: Tensor) -> None:
            top = args[0].abs().amax((0, 1))
            seen[name] = torch.maximum(seen[name], top) if name in seen else top

        return hook

    hooks = [
        module.register_forward_hook(watch(name))
        for name, module in encoder.named_modules()
        if isinstance(module, nn.Linear)
    ]
    with torch.no_grad():
        for ids in inputs:
            encoder(torch.from_numpy(ids)[None])
    for hook in hooks:
        hook.remove()
    return {name: _array(top) for name, top in seen.items()}


class _Graph:
    def __init__(self, ranges: Mapping[str, Floats] | None) -> None:
        self.ranges = ranges
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, name: str, value: NDArray[np.generic]) -> str:
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, inputs: list[str], output: str, domain: str = "", **attributes: object) -> str:
        self.nodes.append(helper.make_node(op, inputs, [output], domain=domain, **attributes))
        return output

    def linear(self, x: str, name: str, layer: nn.Linear, *, features: bool = True, rows: bool = True) -> str:
        """``x @ weight.T + bias``, in 8 bits the features or the rows of x evened, or both.

        Where only the rows are, x is what a Gelu gave, whose largest values are all above 0.
        """
        weight = _array(layer.weight)
        b = self.constant(f"{name}.bias", _array(layer.bias))
        if self.ranges is None:
            y = self.node("MatMul", [x, self.constant(f"{name}.weight", weight.T)], f"{name}.product")
            return self.node("Add", [y, b], f"{name}.out")
        if features:
            top = np.maximum(self.ranges[name], 1e-5)
            factor = np.maximum(top**ALPHA / np.maximum(np.abs(weight).max(0), 1e-5) ** (1 - ALPHA), 1e-5)
            smooth = self.constant(f"{name}.smooth", (1 / factor).astype(np.float32))
            x = self.node("Mul", [x, smooth], f"{name}.even")
            weight = weight * factor
        scale = np.abs(weight).max(1) / 127
        q = self.constant(f"{name}.q", np.rint(weight / scale[:, None]).astype(np.int8).T)
        rounded = [q, self.constant(f"{name}.scale", scale.astype(np.float32))]
        if not rows:
            return self.node("DynamicQuantizeMatMul", [x, *rounded, "", b], f"{name}.out", "com.microsoft")
        size = self.node("Abs", [x], f"{name}.size") if features else x
        axes = self.constant(f"{name}.axes", np.array([-1]))
        largest = self.node("ReduceMax", [size, axes], f"{name}.largest")
        x = self.node("Div", [x, largest], f"{name}.in")
        y = self.node("DynamicQuantizeMatMul", [x, *rounded], f"{name}.product", "com.microsoft")
        return self.node("Add", [self.node("Mul", [y, largest], f"{name}.rows"), b], f"{name}.out")

    def added(self, x: str, y: str, name: str, norm: nn.LayerNorm) -> str:
        """``norm(x + y)``."""
        return self.normed(self.node("Add", [y, x], f"{name}.in"), name, norm)

    def normed(self, x: str, name: str, norm: nn.LayerNorm) -> str:
        """The layer normalisation of x."""
        w = [self.constant(f"{name}.{k}", _array(v)) for k, v in (("w", norm.weight), ("b", norm.bias))]
        return self.node("LayerNormalization", [x, *w], name, axis=-1, epsilon=float(norm.eps))


def build(encoder: Encoder, ranges: Mapping[str, Floats] | None) -> onnx.ModelProto:
    """The encoder as an ONNX graph: ``ids`` (batch, T) int64 to ``vectors`` (batch, T, width) float32.

    Without `ranges` its linear layers stay in float32.
    """
    g = _Graph(ranges)
    ms = "com.microsoft"
    word, position = _array(encoder.word.weight), _array(encoder.position.weight)
    scale = np.abs(word).max(1, keepdims=True) / 127 + 1e-12
    g.constant("word.q", np.rint(word / scale).astype(np.int8))
    g.constant("word.scale", scale.astype(np.float32))
    g.constant("position", position)
    for name, value in (("zero", [0]), ("one", [1]), ("two", [2])):
        g.constant(name, np.array(value, np.int64))
    q = g.node("Cast", [g.node("Gather", ["word.q", "ids"], "word.rows")], "word.float", to=TensorProto.FLOAT)
    x = g.node("Mul", [q, g.node("Gather", ["word.scale", "ids"], "word.scales")], "word")
    length = g.node("Slice", [g.node("Shape", ["ids"], "shape"), "one", "two"], "length")
    x = g.node("Add", [x, g.node("Slice", ["position", "zero", length, "zero"], "places")], "embedded")
    x = g.normed(x, "norm", encoder.norm)
    for n, layer in enumerate(encoder.layers):
        p = f"layers.{n}"
        heads = int(layer.heads)
        qkv = g.linear(x, f"{p}.qkv", layer.qkv)
        parts = [f"{p}.q", f"{p}.k", f"{p}.v"]
        g.nodes.append(helper.make_node("Split", [qkv], parts, axis=-1, num_outputs=3))
        a = g.node("MultiHeadAttention", parts, f"{p}.attention", ms, num_heads=heads)
        x = g.added(x, g.linear(a, f"{p}.out", layer.out), f"{p}.norm1", layer.norm1)
        a = g.node("Gelu", [g.linear(x, f"{p}.up", layer.up, rows=False)], f"{p}.gelu", ms)
        x = g.added(x, g.linear(a, f"{p}.down", layer.down, features=False), f"{p}.norm2", layer.norm2)
    mean, scale = _array(encoder.piece_mean), _array(encoder.piece_scale)
    x = g.node("Sub", [x, g.constant("piece.mean", mean)], "centred")
    g.node("Mul", [x, g.constant("piece.scale", scale)], "vectors")
    graph = helper.make_graph(
        g.nodes,
        "haiphia-encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["batch", "pieces"])],
        [helper.make_tensor_value_info("vectors", TensorProto.FLOAT, ["batch", "pieces", position.shape[1]])],
        g.constants,
    )
    opsets = [helper.make_opsetid("", 18), helper.make_opsetid(ms, 1)]
    return helper.make_model(graph, opset_imports=opsets, ir_version=9, producer_name="haiphia")


def head_weights(net: Network) -> dict[str, Floats]:
    """The heads' parameters by name, as `analyzer.encoder.Heads` takes them."""
    own = {k: _array(v) for k, v in net.state_dict().items() if not k.startswith("encoder.")}
    return own | {name: _array(getattr(net.encoder, name)) for name in ("mark_mean", "mark_scale")}


def save_heads(path: Path, weights: Mapping[str, Floats]) -> None:
    """Write the heads' weights: matrices as 8-bit rows with a scale each (``name.scale``), the rest as they
    are.
    """
    arrays: dict[str, NDArray[np.generic]] = {}
    for name, w in weights.items():
        if w.ndim == 2:
            scale = np.abs(w).max(1, keepdims=True) / 127 + 1e-12
            arrays[name] = np.rint(w / scale).astype(np.int8)
            arrays[f"{name}.scale"] = scale.astype(np.float32)
        else:
            arrays[name] = w
    np.savez(path, **arrays)  # type: ignore[arg-type]


def export(net: Network, tokenizer: Tokenizer, inputs: Iterable[NDArray[np.int64]], folder: Path) -> None:
    """Write ``encoder.onnx``, ``heads.npz`` and ``tokenizer.json``; ``inputs`` are windows of ids to
    calibrate on.
    """
    folder.mkdir(parents=True, exist_ok=True)
    model = build(net.encoder, ranges(net.encoder, inputs))
    (folder / "encoder.onnx").write_bytes(model.SerializeToString(deterministic=True))
    save_heads(folder / "heads.npz", head_weights(net))
    tokenizer.save(str(folder / "tokenizer.json"), pretty=False)
