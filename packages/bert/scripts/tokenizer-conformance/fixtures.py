"""Writes test/fixtures/tokenizer-conformance.json: a small share of the comparison, for the test suite.

    python fixtures.py

The vocabulary is made here: the characters that the texts have once normalised, but for every seventh, so that some
words are unknown, and a few pieces of words.
"""

import json
import random
import re
from pathlib import Path

import tokenizers
from oracle import ADDED, SPECIAL, built, rows
from texts import Case, long_words, mixture, pairs

PACKAGE = Path(__file__).parents[2]
PIECES = "the movie is superb film ##s ##ing ##ed a ##ly ##er un ##able good ##ness mo ##vie ab ##ab aaaa ##aaa #".split()
NORMALIZERS = {
    "cased": (dict(lowercase=False), []),
    "uncased": (dict(lowercase=True), []),
    "lower case, accents kept": (dict(lowercase=True, strip_accents=False), ADDED),
    "accents stripped, case kept": (dict(lowercase=False, strip_accents=True), ADDED),
    "text not cleaned": (dict(clean_text=False, handle_chinese_chars=False, lowercase=True), []),
}


def table_edges():
    """The first and last code point of every range of src/tokenizer/unicode/unicodeData.ts, and their neighbours.

    Without the CJK compatibility ideographs, which are a thousand ranges of one.
    """
    tables = (PACKAGE / "src/tokenizer/unicode/unicodeData.ts").read_text(encoding="utf-8")
    edges = set()
    for first, last in re.findall(r"(?<=\s)([0-9a-f]+)(?:-([0-9a-f]+))?(?:/2)?(?=[\s=])", tables):
        for code in (int(first, 16), int(last or first, 16)):
            edges.update((code - 1, code, code + 1))
    left_out = [range(0xD800, 0xE000), range(0xF903, 0xFAFE), range(0x2F803, 0x2FA1C)]
    return sorted(code for code in edges if 0 <= code < 0x110000 and not any(code in block for block in left_out))


def cases():
    generator = random.Random(2)
    edges = table_edges()
    generator.shuffle(edges)
    yield Case("The movie is superb")
    yield Case("")
    for code in edges[:600]:
        yield Case(f"{chr(code)}{chr(code)}\u0301e\u0316\u0300{chr(code)}X")
    for at in range(600, 3700, 4):
        yield Case(" ".join(f"a{chr(code)}" for code in edges[at : at + 4]))
    for _ in range(900):
        yield Case(mixture(generator, 8))
    yield from long_words(12, generator)
    for case in pairs(250, generator):
        yield Case(case.text[:20], case.pair and case.pair[:20], case.max_length and min(case.max_length, 24))


def vocabulary(texts):
    found = set()
    for options, _ in NORMALIZERS.values():
        normalize = tokenizers.normalizers.BertNormalizer(**{"clean_text": True, **options}).normalize_str
        for text in texts:
            found.update(normalize(text))
    kept = [c for i, c in enumerate(sorted(c for c in found if not c.isspace())) if i % 7 or c.isascii()]
    single = [c for c in kept if c not in PIECES]
    return SPECIAL + PIECES + single + ["##" + c for c in kept if "##" + c not in PIECES]


def main():
    drawn = list(cases())
    tokens = vocabulary([text for case in drawn for text in (case.text, case.pair) if text])
    written = {"tokenizers": tokenizers.__version__, "vocabulary": tokens, "runs": []}
    for index, (name, (options, added)) in enumerate(NORMALIZERS.items()):
        tokenizer = built(tokens, options, added)
        file = json.loads(tokenizer.to_str())
        del file["model"]["vocab"], file["decoder"]
        share = [case for i, case in enumerate(drawn) if i < 2 or i % len(NORMALIZERS) == index]
        written["runs"].append(
            {
                "name": name,
                "tokenizer": file,
                "rows": [[c.text, c.pair, c.max_length, *row] for c, row in rows(tokenizer, share)],
            }
        )
    target = PACKAGE / "test/fixtures/tokenizer-conformance.json"
    target.parent.mkdir(exist_ok=True)
    text = json.dumps(written, separators=(",", ":"))
    target.write_text(text.replace("],[\"", "],\n[\"") + "\n", encoding="utf-8")
    print(f"{target.stat().st_size} bytes, {len(tokens)} tokens, {len(drawn)} texts")


if __name__ == "__main__":
    main()
