"""usage: explain_with_captum.py FOLDER THREADS DEVICE

An explainer (explainer.ts): Captum's LayerIntegratedGradients on torch, called as in its tutorials. `batchSize` is
Captum's internal_batch_size. DEVICE is torch's: `cpu` or `cuda`, which computes in whole float32.
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


folder, threads, device = sys.argv[1:]
torch.set_num_threads(int(threads))
torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
disable_progress_bar()

start = time.perf_counter()
tokenizer = BertTokenizer.from_pretrained(folder)
model = BertForSequenceClassification.from_pretrained(folder, dtype=torch.float32).eval().to(device)
load_seconds = time.perf_counter() - start

attributor = LayerIntegratedGradients(lambda ids: model(ids).logits, model.bert.embeddings)
place = torch.cuda.get_device_name() if device == "cuda" else f"{torch.get_num_threads()} threads"
say(
    {
        "software": f"captum {captum.__version__} (torch {torch.__version__}, {place},"
        f" transformers {transformers.__version__})",
        "loadMilliseconds": 1000 * load_seconds,
        "peakBytes": peak_bytes(),
    }
)
for line in sys.stdin:
    request = json.loads(line)
    text_ids = tokenizer.encode(request["text"], add_special_tokens=False)
    around = tokenizer.cls_token_id, tokenizer.sep_token_id
    ids = torch.tensor([[around[0], *text_ids, around[1]]], device=device)
    baseline = torch.tensor([[around[0], *[tokenizer.pad_token_id] * len(text_ids), around[1]]], device=device)
    attributions, _delta = attributor.attribute(
        ids,
        baseline,
        target=TARGET,
        n_steps=request["steps"],
        internal_batch_size=request["batchSize"],
        return_convergence_delta=True,
    )
    say({"attributions": attributions.sum(-1)[0].tolist(), "peakBytes": peak_bytes()})
