"""Export a trained checkpoint to the form that ships: ONNX, weights in 8 bits, under 30 MB.

Weights are quantised once, channel by channel; activations as they come ("dynamic"), whose scale is
taken from the whole input: the reader runs each window alone for that reason.
"""

import shutil
from pathlib import Path

import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from transformers import AutoModelForQuestionAnswering, PreTrainedModel

_INPUTS = ("input_ids", "attention_mask", "token_type_ids")
_OUTPUTS = ("start_logits", "end_logits")


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
    full = out / "model.float32.onnx"
    export_float(checkpoint, full)
    quantize_dynamic(full, out / "model.onnx", weight_type=QuantType.QInt8, per_channel=True)
    full.unlink()
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
