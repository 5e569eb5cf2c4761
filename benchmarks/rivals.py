"""The other side of `benchmarks/reader.py`: the same weights in transformers and in Haystack.

python rivals.py export FOLDER              the shipped weights in floating point, as checkpoint
python rivals.py transformers CHECKPOINT    answer one JSON line [question, texts] after another
python rivals.py haystack CHECKPOINT        ... with [answer, seconds]
"""

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))

Answering = Callable[[str, Sequence[str]], str]
"""A question and texts in, the best span out."""


def threads() -> int:
    """The processors that this process may use, as the shipped reader counts them."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def export(folder: Path) -> None:
    """Write the shipped weights, back in floating point, as a transformers checkpoint."""
    from transformers import BertTokenizerFast

    from retrieval.reader.onnx_reader import SHIPPED_MODEL
    from retrieval.reader.train import shipped_reader

    shipped_reader().save_pretrained(folder)
    tokenizer = BertTokenizerFast(tokenizer_file=str(SHIPPED_MODEL / "tokenizer.json"))
    tokenizer.save_pretrained(folder)


def transformers_reader(checkpoint: Path) -> Answering:
    """`inference_mode`, windows sorted by length, one batch padded to the longest, our decoding."""
    import torch
    from tokenizers import Tokenizer
    from transformers import AutoModelForQuestionAnswering

    from retrieval.reader.decode import decode
    from retrieval.reader.windows import Windower

    torch.set_num_threads(threads())
    model = AutoModelForQuestionAnswering.from_pretrained(checkpoint, dtype=torch.float32).eval()
    windower = Windower(Tokenizer.from_file(str(checkpoint / "tokenizer.json")))

    def answer(question: str, texts: Sequence[str]) -> str:
        windows = [(w, text) for text in texts for w in windower.windows(question, text)]
        windows.sort(key=lambda pair: len(pair[0].input_ids))
        longest = len(windows[-1][0].input_ids)
        ids, types, mask = (torch.zeros(len(windows), longest, dtype=torch.long) for _ in range(3))
        for row, (window, _) in enumerate(windows):
            length = len(window.input_ids)
            ids[row, :length] = torch.tensor(window.input_ids)
            types[row, :length] = torch.tensor(window.type_ids)
            mask[row, :length] = 1
        with torch.inference_mode():
            output = model(input_ids=ids, token_type_ids=types, attention_mask=mask)
        starts, ends = output.start_logits.numpy(), output.end_logits.numpy()
        spans = [
            (scored.margin, text[scored.start : scored.end])
            for row, (window, text) in enumerate(windows)
            for length in [len(window.input_ids)]
            for scored in decode(window, text, starts[row, :length], ends[row, :length], n_best=1)
        ]
        return max(spans, key=lambda span: span[0])[1]

    return answer


def haystack_reader(checkpoint: Path) -> Answering:
    """Haystack's extractive reader as it comes, its best answer that is not "no answer"."""
    import torch
    from haystack import Document
    from haystack_integrations.components.readers.transformers import TransformersExtractiveReader

    torch.set_num_threads(threads())
    reader = TransformersExtractiveReader(model=str(checkpoint), top_k=1, no_answer=False)
    reader.warm_up()

    def answer(question: str, texts: Sequence[str]) -> str:
        found = reader.run(query=question, documents=[Document(content=text) for text in texts])
        return str(found["answers"][0].data) if found["answers"] else ""

    return answer


RIVALS = {"transformers": transformers_reader, "haystack": haystack_reader}


def serve(answer: Answering) -> None:
    """Answer line by line until the input ends; "ready" says that the model is loaded."""
    print("ready", flush=True)
    for line in sys.stdin:
        question, texts = json.loads(line)
        began = time.perf_counter()
        text = answer(question, texts)
        print(json.dumps([text, time.perf_counter() - began]), flush=True)


if __name__ == "__main__":
    task, folder = sys.argv[1], Path(sys.argv[2])
    if task == "export":
        export(folder)
    else:
        serve(RIVALS[task](folder))
