"""The reader that ships: an ONNX model run by onnxruntime, without torch or transformers."""

from pathlib import Path

import numpy as np
import onnxruntime
from tokenizers import Tokenizer

from retrieval.errors import ReaderError
from retrieval.reader.processors import processors
from retrieval.reader.span_reader import Logits, SpanReader
from retrieval.reader.windows import Window, Windower

SHIPPED_MODEL = Path(__file__).with_name("model")


def onnx_reader(folder: Path = SHIPPED_MODEL, *, threads: int | None = None) -> SpanReader:
    """The reader in `folder`, which holds `model.onnx` and `tokenizer.json`.

    `threads` defaults to the processors this process may use. Raises `ReaderError` if a file is
    missing or broken.
    """
    for file in (folder / "model.onnx", folder / "tokenizer.json"):
        if not file.is_file():
            raise ReaderError(f"The reader's file {file} is missing; install Footnote again.")
    try:
        session = _session(folder / "model.onnx", threads or processors())
        windower = Windower(Tokenizer.from_file(str(folder / "tokenizer.json")))
    except Exception as error:  # both libraries raise their own untyped kinds
        raise ReaderError(f"The reader in {folder} cannot be loaded: {error}") from error
    wanted = {node.name for node in session.get_inputs()}

    def logits(window: Window) -> Logits:
        inputs = {
            "input_ids": np.array([window.input_ids], dtype=np.int64),
            "attention_mask": np.ones((1, len(window.input_ids)), dtype=np.int64),
            "token_type_ids": np.array([window.type_ids], dtype=np.int64),
        }
        starts, ends = session.run(
            ["start_logits", "end_logits"],
            {name: value for name, value in inputs.items() if name in wanted},
        )
        return starts[0], ends[0]

    name = "shipped" if folder == SHIPPED_MODEL else str(folder)
    return SpanReader(name=name, windower=windower, logits=logits)


def _session(model: Path, threads: int) -> onnxruntime.InferenceSession:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.log_severity_level = 3  # errors only: warnings name devices that we do not ask for
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])
