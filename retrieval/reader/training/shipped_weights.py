"""Bring exported 8-bit weights back to floating point, to train on from them."""

from pathlib import Path

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper

from retrieval.reader.training.export import PREFIX, TRANSPOSED

_QUANTIZED = "_quantized"


def shipped_weights(model: Path) -> dict[str, NDArray[np.float32]]:
    """Every parameter of a model written by `export`, under its name in the checkpoint.

    A weight that was quantised comes back to within half a step of its scale.
    """
    tensors = onnx.load(model).graph.initializer
    arrays = {tensor.name: numpy_helper.to_array(tensor) for tensor in tensors}
    weights = {}
    for name, array in arrays.items():
        if name.startswith(PREFIX) and name.endswith(_QUANTIZED):
            stem = name.removesuffix(_QUANTIZED)
            step, zero = arrays[f"{stem}_scale"], arrays[f"{stem}_zero_point"]
            whole = (array.astype(np.float32) - zero.astype(np.float32)) * step
            weights[_parameter(stem)] = whole.T if stem.endswith(TRANSPOSED) else whole
        elif name.startswith(PREFIX) and name.endswith((".weight", ".bias")):
            weights[_parameter(name)] = array
    return weights


def _parameter(name: str) -> str:
    return name.removeprefix(PREFIX).removesuffix(TRANSPOSED)
