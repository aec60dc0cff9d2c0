"""Tokenizers of Hugging Face, and what they make of a text, in the form the comparison reads."""

import json
import tempfile
from pathlib import Path

from tokenizers import AddedToken, Tokenizer, models, normalizers, pre_tokenizers, processors
from transformers import BertTokenizer

SPECIAL = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"]

# Added tokens of every kind: found in the text or in its normal form, as a single word, with the space around.
ADDED = [
    AddedToken("naïve", normalized=True),
    AddedToken("New York", normalized=True),
    AddedToken("ing", normalized=False, single_word=True),
    AddedToken("<m>", normalized=False, lstrip=True, rstrip=True),
]


def published(vocabulary: Path, config: dict) -> Tokenizer:
    """As transformers loads a folder with `vocab.txt` and `tokenizer_config.json`."""
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "vocab.txt").write_bytes(vocabulary.read_bytes())
        Path(folder, "tokenizer_config.json").write_text(json.dumps(config))
        return BertTokenizer.from_pretrained(folder).backend_tokenizer


def built(tokens: list[str], normalizer: dict, added: list[AddedToken] = ()) -> Tokenizer:
    ids = {token: i for i, token in enumerate(tokens)}
    tokenizer = Tokenizer(models.WordPiece(ids, unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.BertNormalizer(**normalizer)
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    tokenizer.post_processor = processors.TemplateProcessing(
        single="[CLS]:0 $A:0 [SEP]:0",
        pair="[CLS]:0 $A:0 [SEP]:0 $B:1 [SEP]:1",
        special_tokens=[("[CLS]", ids["[CLS]"]), ("[SEP]", ids["[SEP]"])],
    )
    tokenizer.add_special_tokens(SPECIAL)
    tokenizer.add_tokens(list(added))
    return tokenizer


def utf16_offset(text: str):
    """Turns an offset in code points into one in UTF-16 units."""
    if text.isascii() or max(text) <= "\uffff":
        return lambda at: at
    units = [0]
    for c in text:
        units.append(units[-1] + (2 if c > "\uffff" else 1))
    return lambda at: units[at]


def row(encoding, case) -> list:
    """[ids, type ids, words (-1: none), starts and ends (-1: none)]."""
    offset = [utf16_offset(case.text), utf16_offset(case.pair or "")]
    spans = []
    for (start, end), segment in zip(encoding.offsets, encoding.sequence_ids):
        spans += [-1, -1] if segment is None else [offset[segment](start), offset[segment](end)]
    words = [-1 if word is None else word for word in encoding.word_ids]
    return [encoding.ids, encoding.type_ids, words, spans]


def rows(tokenizer: Tokenizer, cases: list):
    """One row per case; those without truncation go through the tokenizer in batches."""
    tokenizer.no_truncation()
    batch = []
    for case in cases:
        if case.max_length is None:
            batch.append(case)
            if len(batch) < 10_000:
                continue
        yield from flush(tokenizer, batch)
        batch = []
        if case.max_length is not None:
            tokenizer.enable_truncation(case.max_length, strategy="longest_first")
            yield case, row(encode(tokenizer, case), case)
            tokenizer.no_truncation()
    yield from flush(tokenizer, batch)


def flush(tokenizer, batch):
    inputs = [case.text if case.pair is None else (case.text, case.pair) for case in batch]
    for case, encoding in zip(batch, tokenizer.encode_batch(inputs)):
        yield case, row(encoding, case)


def encode(tokenizer, case):
    return tokenizer.encode(case.text, case.pair)
