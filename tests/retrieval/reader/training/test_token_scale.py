"""A token of its own size does not take the others' steps; needs the extra train."""

import numpy as np
import pytest
from numpy.typing import NDArray

onnx = pytest.importorskip("onnx", reason="the extra train is not installed")

from pathlib import Path  # noqa: E402

import onnxruntime  # noqa: E402
from onnx import ModelProto, TensorProto, helper, numpy_helper  # noqa: E402
from onnxruntime.quantization import QuantType, quantize_dynamic  # noqa: E402

from retrieval.reader.training.token_scale import scale_by_token  # noqa: E402

SCALED = "/_model/bert/encoder/layer.3/output/dense/MatMul"
TOKENS = np.random.default_rng(0).normal(size=(1, 9, 16)).astype(np.float32)
TOKENS[0, 0] *= 50  # the first token of a window is often of another size than the words
WEIGHTS = np.random.default_rng(1).normal(size=(16, 8)).astype(np.float32)


def product(name: str) -> ModelProto:
    """A model that is one product of tokens and weights, under a name as the exporter gives it."""
    shape = ["batch", "length"]
    graph = helper.make_graph(
        [helper.make_node("MatMul", ["tokens", "weights"], ["product"], name)],
        "graph",
        [helper.make_tensor_value_info("tokens", TensorProto.FLOAT, [*shape, 16])],
        [helper.make_tensor_value_info("product", TensorProto.FLOAT, [*shape, 8])],
        [numpy_helper.from_array(WEIGHTS, "weights")],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)


def run(model: ModelProto, tokens: NDArray[np.float32]) -> NDArray[np.float32]:
    session = onnxruntime.InferenceSession(
        model.SerializeToString(), providers=["CPUExecutionProvider"]
    )
    return np.asarray(session.run(None, {"tokens": tokens})[0])


def in_eight_bits(model: ModelProto, folder: Path) -> ModelProto:
    full, quantized = folder / "full.onnx", folder / "quantized.onnx"
    onnx.save(model, full)
    quantize_dynamic(full, quantized, weight_type=QuantType.QInt8, per_channel=True)
    return onnx.load(quantized)


def test_nothing_changes_in_floating_point() -> None:
    scaled = run(scale_by_token(product(SCALED)), TOKENS)
    np.testing.assert_allclose(scaled, TOKENS @ WEIGHTS, rtol=1e-4, atol=1e-4)


def test_a_token_of_nothing_but_zeros_gives_zeros() -> None:
    scaled = run(scale_by_token(product(SCALED)), np.zeros_like(TOKENS))
    assert not scaled.any()


def test_in_eight_bits_the_words_are_ten_times_as_exact(tmp_path: Path) -> None:
    exact = (TOKENS @ WEIGHTS)[0, 1:]
    plain = run(in_eight_bits(product(SCALED), tmp_path), TOKENS)[0, 1:]
    scaled = run(in_eight_bits(scale_by_token(product(SCALED)), tmp_path), TOKENS)[0, 1:]
    assert np.abs(scaled - exact).mean() * 10 < np.abs(plain - exact).mean()


@pytest.mark.parametrize(
    "name",
    [
        "/_model/bert/encoder/layer.4/output/dense/MatMul",
        "/_model/bert/encoder/layer.3/attention/output/dense/MatMul",
        "/_model/qa_outputs/MatMul",
    ],
)
def test_other_products_stay_as_they_are(name: str) -> None:
    assert scale_by_token(product(name)).graph.node == product(name).graph.node
