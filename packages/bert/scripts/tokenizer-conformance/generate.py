"""Writes texts and what Hugging Face's tokenizers make of them, for compare.mjs.

    python generate.py --vocabularies FOLDER [--data FOLDER] --out FOLDER

FOLDER of vocabularies: bert-base-cased.txt and bert-base-uncased.txt as published. FOLDER of data: *.tsv with a
sentence in the first column and a header.

Besides the published vocabularies, which know few characters, there is one of all characters that can come out of
normalisation: with it the ids show the whole normal form, not just [UNK].
"""

import argparse
import json
from pathlib import Path

import tokenizers
import transformers
from oracle import ADDED, SPECIAL, built, published, rows
from texts import ASSIGNED, all_cases
from tokenizers.normalizers import BertNormalizer

HAN_AND_HANGUL = [range(0x3400, 0xA000), range(0xAC00, 0xD7A4), range(0x20000, 0x40000)]


def characters() -> list[str]:
    found = set()
    for strip in (False, True):
        for lower in (False, True):
            normal = BertNormalizer(clean_text=False, handle_chinese_chars=False, strip_accents=strip, lowercase=lower)
            for code in ASSIGNED:
                if not any(code in block for block in HAN_AND_HANGUL):
                    found.update(normal.normalize_str(chr(code)))
    ordered = sorted(found)
    return SPECIAL + ordered + ["##" + c for c in ordered]


def normalizer(clean=True, chinese=True, strip=None, lower=True):
    return dict(clean_text=clean, handle_chinese_chars=chinese, strip_accents=strip, lowercase=lower)


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--vocabularies", type=Path, required=True)
    arguments.add_argument("--data", type=Path)
    arguments.add_argument("--out", type=Path, required=True)
    arguments.add_argument("--seed", type=int, default=1)
    given = arguments.parse_args()
    given.out.mkdir(parents=True, exist_ok=True)

    alphabet = characters()
    runs = {
        "bert-base-cased": published(given.vocabularies / "bert-base-cased.txt", {"do_lower_case": False}),
        "bert-base-uncased": published(given.vocabularies / "bert-base-uncased.txt", {}),
        "characters-cased": built(alphabet, normalizer(lower=False)),
        "characters-uncased": built(alphabet, normalizer()),
        "characters-lower-with-accents": built(alphabet, normalizer(strip=False), ADDED),
        "characters-stripped-cased": built(alphabet, normalizer(strip=True, lower=False), ADDED),
        "characters-raw": built(alphabet, normalizer(clean=False, chinese=False, lower=False)),
        "characters-raw-uncased": built(alphabet, normalizer(clean=False, chinese=False)),
    }
    cases = list(all_cases(given.data, given.seed))
    for name, tokenizer in runs.items():
        tokenizer.no_truncation()
        (given.out / f"{name}.tokenizer.json").write_text(tokenizer.to_str(), encoding="utf-8")
        with (given.out / f"{name}.jsonl").open("w", encoding="utf-8") as lines:
            for case, row in rows(tokenizer, cases):
                lines.write(json.dumps([case.text, case.pair, case.max_length, *row], separators=(",", ":")) + "\n")
    about = {"tokenizers": tokenizers.__version__, "transformers": transformers.__version__, "runs": list(runs)}
    (given.out / "about.json").write_text(json.dumps(about))


if __name__ == "__main__":
    main()
