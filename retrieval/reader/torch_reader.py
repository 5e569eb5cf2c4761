"""Any transformers question-answering checkpoint as reader, through the same windows and decoding.

Needs the extra `torch`; heavy imports stay inside, so that nobody else pays for them.
"""

import torch
from transformers import AutoModelForQuestionAnswering, AutoTokenizer

from retrieval.errors import ReaderError
from retrieval.reader.span_reader import Logits, SpanReader
from retrieval.reader.windows import MAX_TOKENS, Window, Windower


def torch_reader(checkpoint: str) -> SpanReader:
    """The reader in a folder, or of that name on the hub. Raises `ReaderError`."""
    try:
        model = AutoModelForQuestionAnswering.from_pretrained(checkpoint, dtype=torch.float32)
        tokenizer = AutoTokenizer.from_pretrained(checkpoint, use_fast=True)
    except (OSError, ValueError) as error:
        first_line = str(error).strip().splitlines()[0]
        raise ReaderError(
            f"FOOTNOTE_READER={checkpoint} cannot be loaded as a question-answering model: "
            f"{first_line}"
        ) from error
    model.eval()
    wants_types = model.config.model_type in (
        "bert",
        "electra",
        "albert",
        "deberta-v2",
        "mobilebert",
    )

    def logits(window: Window) -> Logits:
        inputs = {"input_ids": torch.tensor([window.input_ids])}
        inputs["attention_mask"] = torch.ones_like(inputs["input_ids"])
        if wants_types:
            inputs["token_type_ids"] = torch.tensor([window.type_ids])
        with torch.inference_mode():
            output = model(**inputs)
        return output.start_logits[0].numpy(), output.end_logits[0].numpy()

    return SpanReader(
        name=checkpoint,
        windower=Windower(tokenizer.backend_tokenizer, max_tokens=MAX_TOKENS),
        logits=logits,
    )
