"""Writes src/tokenizer/unicode/beyondBertData.ts: character tables that tokenizers other than BERT's need.

Measured like those of unicode-data.py, and only what they do not have.

    pip install -r requirements.txt
    python beyond-bert-data.py > ../src/tokenizer/unicode/beyondBertData.ts
"""

import base64
import importlib
import json
import struct
import unicodedata

import tokenizers
from tokenizers.normalizers import NFKD, StripAccents
from tokenizers.pre_tokenizers import ByteLevel

measured = importlib.import_module("unicode-data")
SCALARS, nfd, ranges, table = measured.SCALARS, measured.nfd, measured.ranges, measured.table

split = ByteLevel(add_prefix_space=False).pre_tokenize_str
strip = StripAccents().normalize_str
nfkd = NFKD().normalize_str
ACUTE = "\u0301"


def precompiled(mapping):
    """The normaliser of a charsmap that replaces each key by its value: a double array in the layout of darts-clone."""
    root = {}
    values = b""
    for key, value in mapping.items():
        node = root
        for byte in key.encode():
            node = node.setdefault(byte, {})
        node[0] = len(values)
        values += value.encode() + b"\0"
    units = [0] * 256

    def place(node, at):
        # A block of its own for each node wastes room, which does not matter here.
        base = len(units)
        units.extend([0] * 256)
        units[at] |= (at ^ base) << 10
        for label in node:
            if label == 0:
                units[at] |= 1 << 8
                units[base] = node[0] | 1 << 31
            else:
                units[base ^ label] = label
        for label in node:
            if label != 0:
                place(node[label], base ^ label)

    place(root, 0)
    blob = struct.pack(f"<I{len(units)}I", 4 * len(units), *units) + values
    state = {"type": "Precompiled", "precompiled_charsmap": base64.b64encode(blob).decode()}
    empty = tokenizers.Tokenizer(tokenizers.models.Unigram([("<unk>", 0.0)], 0, False))
    file = {**json.loads(empty.to_str()), "normalizer": state}
    return tokenizers.Tokenizer.from_str(json.dumps(file)).normalizer.normalize_str


def main():
    to_b = precompiled({"a": "b"})
    accent = precompiled({"a" + ACUTE: "b"})
    short = [c for c in SCALARS if 0 < c < 0x10000]
    # Only these categories hold controls.
    candidates = [c for c in short if unicodedata.category(chr(c)) in ("Cc", "Cf", "Zl", "Zp", "Cn")]
    any_to_b = precompiled({chr(c): "b" for c in candidates})
    compatible = [c for c in SCALARS if nfkd(chr(c)) != nfd(chr(c))]
    assert all(nfkd(chr(c)) == unicodedata.normalize("NFKD", chr(c)) for c in compatible)
    print(
        f"// Written by scripts/beyond-bert-data.py from tokenizers {tokenizers.__version__}; do not edit.\n"
        "// Unicode data: https://www.unicode.org/license.txt\n"
    )
    parts = [
        table(
            "letters",
            "Code points of ByteLevel's \\p{L}.",
            ranges(c for c in SCALARS if len(split("a" + chr(c))) == 1),
        ),
        table(
            "numbers",
            "Code points of ByteLevel's \\p{N}.",
            ranges(c for c in SCALARS if len(split("1" + chr(c))) == 1),
        ),
        table(
            "combiningMarks",
            "Code points which StripAccents removes (category M).",
            ranges(c for c in SCALARS if strip("a" + chr(c)) == "a"),
        ),
        table(
            "compatible",
            "Code points whose NFKD is not their NFD. Unicode never changes it, so any engine that knows them gives it.",
            ranges(compatible),
        ),
        table(
            "extending",
            "Code points which belong to the grapheme of what stands before them (Extend, SpacingMark, ZWJ).",
            ranges(c for c in SCALARS if to_b("a" + chr(c)) == "b"),
        ),
        table(
            "prepended",
            "Code points which belong to the grapheme of what stands behind them (Prepend).",
            ranges(c for c in SCALARS if accent(chr(c) + "a" + ACUTE) == chr(c) + "a" + ACUTE),
        ),
        table(
            "controls",
            "Code points up to U+FFFF which are graphemes of their own (Control, CR, LF).",
            ranges(c for c in candidates if any_to_b(chr(c) + ACUTE) != "b"),
        ),
    ]
    print("\n".join(parts), end="")


if __name__ == "__main__":
    main()
