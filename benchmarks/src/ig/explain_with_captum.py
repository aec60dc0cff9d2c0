"""usage: explain_with_captum.py FOLDER THREADS

An explainer (explainer.ts): Captum's LayerIntegratedGradients on torch, called as in its tutorials. `batchSize` is
Captum's internal_batch_size.
"""

import json
import resource
import sys
import time

import captum
import torch
import transformers
from captum.attr import LayerIntegratedGradients
from transformers import BertForSequenceClassification, BertTokenizer
from transformers.utils.logging import disable_progress_bar

TARGET = 0


def peak_bytes() -> int:
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def say(message: dict) -> None:
    print(json.dumps(message), flush=True)


folder, threads = sys.argv[1:]
torch.set_num_threads(int(threads))
disable_progress_bar()

start = time.perf_counter()
tokenizer = BertTokenizer.from_pretrained(folder)
model = BertForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval()
load_seconds = time.perf_counter() - start

attributor = LayerIntegratedGradients(lambda ids: model(ids).logits, model.bert.embeddings)
say(
    {
        "software": f"captum {captum.__version__} (torch {torch.__version__}, {torch.get_num_threads()} threads,"
        f" transformers {transformers.__version__})",
        "loadMilliseconds": 1000 * load_seconds,
        "peakBytes": peak_bytes(),
    }
)
for line in sys.stdin:
    request = json.loads(line)
    text_ids = tokenizer.encode(request["text"], add_special_tokens=False)
    around = tokenizer.cls_token_id, tokenizer.sep_token_id
    ids = torch.tensor([[around[0], *text_ids, around[1]]])
    baseline = torch.tensor([[around[0], *[tokenizer.pad_token_id] * len(text_ids), around[1]]])
    attributions, _delta = attributor.attribute(
        ids,
        baseline,
        target=TARGET,
        n_steps=request["steps"],
        internal_batch_size=request["batchSize"],
        return_convergence_delta=True,
    )
    say({"attributions": attributions.sum(-1)[0].tolist(), "peakBytes": peak_bytes()})
