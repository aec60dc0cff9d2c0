"""Writes src/tokenizer/unicode/unicodeData.ts: the character tables of Hugging Face's Rust tokenizer.

The tables are measured, not transcribed: every Unicode scalar value goes through the compiled
crate's own normalisers and pre-tokeniser, and what comes out is recorded. So the tables hold the
mixture of Unicode versions which the crate really uses (its category, decomposition and case
tables are of three different ages), and the tokenizer needs none of the running engine's.

    pip install -r requirements.txt
    python unicode-data.py > ../src/tokenizer/unicode/unicodeData.ts
"""

import textwrap
import unicodedata

import tokenizers
from tokenizers import AddedToken, Tokenizer
from tokenizers.models import WordPiece
from tokenizers.normalizers import NFD, BertNormalizer
from tokenizers.pre_tokenizers import BertPreTokenizer

SCALARS = [c for c in range(0x110000) if not 0xD800 <= c < 0xE000]
HANGUL = range(0xAC00, 0xD7A4)

off = dict(clean_text=False, handle_chinese_chars=False, strip_accents=False, lowercase=False)
clean = BertNormalizer(**{**off, "clean_text": True}).normalize_str
strip = BertNormalizer(**{**off, "strip_accents": True}).normalize_str
lower = BertNormalizer(**{**off, "lowercase": True}).normalize_str
chinese = BertNormalizer(**{**off, "handle_chinese_chars": True}).normalize_str
nfd = NFD().normalize_str


def pre_tokens(text):
    return [token for token, _ in BertPreTokenizer().pre_tokenize_str(text)]


def word_characters():
    """What a single_word token must not touch."""
    tokenizer = Tokenizer(WordPiece({"[UNK]": 0}, unk_token="[UNK]"))
    tokenizer.add_tokens([AddedToken("<m>", single_word=True)])
    encodings = tokenizer.encode_batch([chr(c) + "<m>" for c in SCALARS])
    return (c for c, encoding in zip(SCALARS, encodings) if 1 not in encoding.ids)


def ranges(members):
    found = []
    for c in members:
        if found and found[-1][1] == c - 1:
            found[-1][1] = c
        else:
            found.append([c, c])
    return " ".join(f"{a:x}" if a == b else f"{a:x}-{b:x}" for a, b in found)


def combining_classes():
    """The class of every scalar that canonical ordering moves, from the order which NFD gives it.

    NFD turns `a x y` into `a y x` exactly when 0 < class(y) < class(x). With one x per class v, the
    class of y is the greatest v that does not give way to it.
    """
    iota = "\u0345"  # class 240, the highest
    atoms = [c for c in SCALARS if nfd(chr(c)) == chr(c)]
    left_of_iota = [c for c in atoms if nfd("a" + iota + chr(c)) == "a" + chr(c) + iota]
    known = {240: iota}
    for c in left_of_iota:
        known.setdefault(unicodedata.combining(chr(c)), chr(c))
    overlay = known[min(known)]
    right_of_overlay = [c for c in atoms if nfd("a" + chr(c) + overlay) == "a" + overlay + chr(c)]
    by_class = {}
    for c in sorted({*left_of_iota, *right_of_overlay}):
        in_order = [v for v, x in known.items() if nfd("a" + x + chr(c)) == "a" + x + chr(c)]
        by_class.setdefault(max(in_order), []).append(c)
    return by_class


def lowercase_runs():
    """`first-last=+delta` or `first-last/2=+delta` (every second code point); `code=a.b` for an expansion."""
    runs, expansions = [], []
    for c in SCALARS:
        mapped = lower(chr(c))
        if mapped == chr(c):
            continue
        if len(mapped) > 1:
            expansions.append(f"{c:x}={'.'.join(f'{ord(x):x}' for x in mapped)}")
            continue
        delta = ord(mapped) - c
        if runs and runs[-1][3] == delta:
            start, end, step, _ = runs[-1]
            gap = c - end
            if gap in (1, 2) and (start == end or gap == step):
                runs[-1] = [start, c, gap, delta]
                continue
        runs.append([c, c, 1, delta])
    written = [
        f"{a:x}" + (f"-{b:x}" if b != a else "") + ("/2" if step == 2 else "") + f"={d:+x}"
        for a, b, step, d in runs
    ]
    return " ".join(written + expansions)


def decompositions():
    found = []
    for c in SCALARS:
        result = nfd(chr(c))
        if result == chr(c):
            continue
        if c in HANGUL:
            assert result == unicodedata.normalize("NFD", chr(c)), "Hangul is decomposed by arithmetic"
            continue
        found.append(f"{c:x}={'.'.join(f'{ord(x):x}' for x in result)}")
    return " ".join(found)


def classes(by_class):
    return " ".join(f"{value}: {ranges(by_class[value])}" for value in sorted(by_class))


def table(name, comment, text):
    lines = textwrap.fill(text, 106, break_on_hyphens=False, break_long_words=False)
    return f"/** {comment} */\nexport const {name} = `\n{textwrap.indent(lines, '  ')}\n`;\n"


def main():
    inside = lambda s: f"a{s}b"
    cleaned = {c: clean(inside(chr(c))) for c in SCALARS}
    split = {c: pre_tokens(inside(chr(c))) for c in SCALARS}
    print(
        f"// Written by scripts/unicode-data.py from tokenizers {tokenizers.__version__}; do not edit.\n"
        "// Unicode data: https://www.unicode.org/license.txt\n"
    )
    parts = [
        table(
            "removed",
            "Code points which clean_text removes: Unicode's category Other, NUL and U+FFFD.",
            ranges(c for c in SCALARS if cleaned[c] == "ab"),
        ),
        table(
            "whitespace",
            "Code points at which the pre-tokeniser splits and which it drops (White_Space).",
            ranges(c for c in SCALARS if split[c] == ["a", "b"]),
        ),
        table(
            "punctuation",
            "Code points which the pre-tokeniser isolates: ASCII punctuation and category P.",
            ranges(c for c in SCALARS if split[c] == ["a", chr(c), "b"]),
        ),
        table(
            "chinese",
            "Code points which handle_chinese_chars surrounds with spaces.",
            ranges(c for c in SCALARS if chinese(chr(c)) == f" {chr(c)} "),
        ),
        table(
            "nonspacingMarks",
            "Code points which strip_accents removes after NFD (category Mn).",
            ranges(c for c in SCALARS if strip("a" + chr(c)) == "a"),
        ),
        table(
            "wordCharacters",
            "Code points that a single_word token must not touch (\\w of the crate regex).",
            ranges(word_characters()),
        ),
        table(
            "combiningClasses",
            "`class: range range…`: canonical combining classes other than 0; class in decimal.",
            classes(combining_classes()),
        ),
        table(
            "decompositions",
            "`code=part.part…`: full canonical decompositions, Hangul syllables excepted.",
            decompositions(),
        ),
        table(
            "lowercase",
            "`first-last/step=±delta`, `code=part.part…`: lower case of single code points, without context.",
            lowercase_runs(),
        ),
    ]
    print("\n".join(parts), end="")


if __name__ == "__main__":
    main()
