"""Export a trained checkpoint to the form that ships: ONNX, weights in 8 bits, under 30 MB.

Weights are quantised once, channel by channel; activations as they come ("dynamic"), whose scale is
taken from the whole input: the reader runs each window alone for that reason, and `token_scale`
keeps one token from setting it for all. The graph is saved with its operators fused, which halves
the time to load it and changes no result.
"""

import shutil
from pathlib import Path

import onnx
import onnxruntime
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForQuestionAnswering, PreTrainedModel

from retrieval.reader.training.token_scale import scale_by_token

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OUTPUTS = ("start_logits", "end_logits")
PREFIX = "_model."
"""What stands before a parameter's name in the graph."""

TRANSPOSED = ".T"
"""What stands behind it where the graph holds the parameter transposed."""


class _Logits(torch.nn.Module):  # type: ignore[misc]  # torch is not there to check
    """The model with plain tensors in and out, as the exporter wants them."""

    def __init__(self, model: PreTrainedModel) -> None:
        super().__init__()
        self._model = model

    def forward(self, *inputs: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        output = self._model(**dict(zip(_INPUTS, inputs, strict=True)))
        return output.start_logits, output.end_logits


def export(checkpoint: Path, out: Path) -> None:
    """Write `model.onnx`, `tokenizer.json` and `config.json` to `out` from a saved checkpoint."""
    out.mkdir(parents=True, exist_ok=True)
    full, quantized = out / "model.float32.onnx", out / "model.int8.onnx"
    export_float(checkpoint, full)
    onnx.save(scale_by_token(onnx.load(full)), full)
    quantize_dynamic(full, quantized, weight_type=QuantType.QInt8, per_channel=True)
    _fuse(quantized, out / "model.onnx")
    for intermediate in (full, quantized):
        intermediate.unlink()
    for name in ("tokenizer.json", "config.json"):
        shutil.copyfile(checkpoint / name, out / name)


def export_float(checkpoint: Path, file: Path) -> None:
    """The checkpoint as a float32 ONNX graph, batch and length dynamic."""
    # The exporter knows no fused attention; "eager" computes the same.
    model = AutoModelForQuestionAnswering.from_pretrained(
        checkpoint, dtype=torch.float32, attn_implementation="eager"
    ).eval()
    example = torch.ones(1, 16, dtype=torch.long)
    torch.onnx.export(
        _Logits(model),
        (example, example, torch.zeros_like(example)),
        file,
        input_names=list(_INPUTS),
        output_names=list(_OUTPUTS),
        dynamic_axes={name: {0: "batch", 1: "length"} for name in (*_INPUTS, *_OUTPUTS)},
        opset_version=17,
        dynamo=False,
    )
    onnx.save(_name_matrices(onnx.load(file)), file)


def _name_matrices(model: onnx.ModelProto) -> onnx.ModelProto:
    """Give each weight matrix its parameter's name: the exporter numbers them.

    The product that uses it tells: `/_model/bert/…/dense/MatMul` takes `bert.….dense.weight`.
    """
    names = {
        node.input[1]: node.name.removesuffix("/MatMul").strip("/").replace("/", ".")
        for node in model.graph.node
        if node.op_type == "MatMul" and node.input[1].startswith("onnx::")
    }
    renamed = {old: f"{new}.weight{TRANSPOSED}" for old, new in names.items()}
    for tensor in model.graph.initializer:
        tensor.name = renamed.get(tensor.name, tensor.name)
    for node in model.graph.node:
        for at, name in enumerate(node.input):
            node.input[at] = renamed.get(name, name)
    return model


def _fuse(model: Path, out: Path) -> None:
    """Save the graph as ONNX Runtime would run it on any processor ("extended", not "all")."""
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
    options.optimized_model_filepath = str(out)
    options.log_severity_level = 3
    onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
