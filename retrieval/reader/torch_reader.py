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
        model, loaded = AutoModelForQuestionAnswering.from_pretrained(
            checkpoint, dtype=torch.float32, output_loading_info=True
        )
        tokenizer = AutoTokenizer.from_pretrained(checkpoint, use_fast=True)
        windower = Windower(tokenizer.backend_tokenizer, max_tokens=MAX_TOKENS)
    except Exception as error:  # the libraries below raise their own untyped kinds
        raise _refusal(checkpoint, str(error) or type(error).__name__) from error
    # transformers puts a random head on a bare encoder, and only warns.
    if not all(key.startswith(model.base_model_prefix) for key in loaded["missing_keys"]):
        raise _refusal(checkpoint, "its weights have no head that finds answers.")
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
        windower=windower,
        logits=logits,
    )


def _refusal(checkpoint: str, why: str) -> ReaderError:
    return ReaderError(
        f"FOOTNOTE_READER={checkpoint} cannot be loaded as a question-answering model: "
        f"{why.strip().splitlines()[0]}"
    )
