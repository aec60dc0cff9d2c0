"""The texts on which the tokenizers are compared; the same for the same seed."""

import random
from dataclasses import dataclass
from pathlib import Path

import regex  # knows a newer Unicode than Python does

SURROGATES = range(0xD800, 0xE000)
SCALARS = [c for c in range(0x110000) if c not in SURROGATES]
UNASSIGNED_OR_PRIVATE = regex.compile(r"[\p{Cn}\p{Co}]")
ASSIGNED = [c for c in SCALARS if not UNASSIGNED_OR_PRIVATE.match(chr(c))]
OTHERS = [c for c in SCALARS if UNASSIGNED_OR_PRIVATE.match(chr(c))]


@dataclass(frozen=True)
class Case:
    text: str
    pair: str | None = None
    max_length: int | None = None


def code_points(codes):
    """Each alone, between letters and doubled with an accent."""
    for code in codes:
        c = chr(code)
        yield Case(c)
        yield Case(f"a{c}B")
        yield Case(f"{c}{c}\u0301e\u0301{c}\u0316\u0300X")


def packed_code_points(codes, per_text=16):
    """Between letters, several to a text: for the many that are unassigned or private."""
    for at in range(0, len(codes), per_text):
        yield Case(" ".join(f"a{chr(c)}B" for c in codes[at : at + per_text]))


# Alphabets of the random mixtures: (first, last) of blocks, or strings that occur as a whole.
BLOCKS = {
    "ascii": [(0x20, 0x7E)],
    "latin": [(0xC0, 0x24F), (0x1E00, 0x1EFF), (0x2C60, 0x2C7F), (0xA720, 0xA7FF)],
    "greek": [(0x370, 0x3FF), (0x1F00, 0x1FFF)],
    "cyrillic": [(0x400, 0x52F), (0x1C80, 0x1C8F), (0xA640, 0xA69F)],
    "right to left": [(0x590, 0x5FF), (0x600, 0x6FF), (0x700, 0x77F), (0xFB1D, 0xFDFF), (0xFE70, 0xFEFF)],
    "india": [(0x900, 0xDFF), (0x11000, 0x114FF)],
    "south-east asia": [(0xE00, 0x109F), (0x1780, 0x17FF), (0x1900, 0x1C4F), (0xA980, 0xAADF)],
    "georgian, cherokee": [(0x10A0, 0x10FF), (0x13A0, 0x13FF), (0x1C90, 0x1CBF), (0x2D00, 0x2D2F), (0xAB70, 0xABBF)],
    "hangul": [(0x1100, 0x11FF), (0x3130, 0x318F), (0xA960, 0xA97F), (0xAC00, 0xD7FB)],
    "cjk": [(0x2E80, 0x30FF), (0x3400, 0x9FFF), (0xF900, 0xFAFF), (0x20000, 0x2FA1F), (0x30000, 0x323AF)],
    "marks": [(0x300, 0x36F), (0x1AB0, 0x1AFF), (0x1DC0, 0x1DFF), (0x20D0, 0x20FF), (0x302A, 0x302F), (0xFE00, 0xFE2F), (0x1D165, 0x1D182)],
    "controls and spaces": [(0x0, 0x20), (0x7F, 0xA0), (0x2000, 0x200F), (0x2028, 0x202F), (0x205F, 0x206F), (0xFFF9, 0xFFFF), (0xE0000, 0xE007F)],
    "symbols": [(0x2010, 0x2BFF), (0x3000, 0x303F), (0xFF00, 0xFFEF)],
    "emoji": [(0x1F000, 0x1FAFF), (0x1F1E6, 0x1F1FF), (0x1F3FB, 0x1F3FF)],
    "mathematical": [(0x1D400, 0x1D7FF)],
    "planes": [(0x10000, 0x1FFFF)],
}
WHOLE = [
    "[MASK]", "[CLS]", "[SEP]", "[PAD]", "[UNK]", "[mask]", "[MASK", "MASK]", "##", "##ing", "don't", "I'm", "U.S.A.",
    "\r\n", "\t", "  ", "\u200d", "\ufe0f", "İ", "ẞ", "ΑΣ", "ΌΔΟΣ", "ﬁ", "Ǆ", "\u0344", "\u0f73", "각", "e\u0301",
    "👩\u200d👩\u200d👧", "🏳\ufe0f\u200d🌈", "1,000.50", "ｆｕｌｌ", "中文", "日本語", "naïve", "Ünïcödé", "—", "…", "#", "http://a.b/c?d=e",
    "<m>", " <m>", "<m> ", "<m> <m>", "\u3000<m>\n", "New York", "new york", "New  York", "ing", " ing ", "ing\u0301", "٣ing",
]  # fmt: skip


def block_character(blocks, generator):
    first, last = generator.choice(blocks)
    while (code := generator.randint(first, last)) in SURROGATES:
        pass
    return chr(code)


def mixture(generator, longest=40):
    """A text of one to three alphabets, with words, spaces, marks and whole strings in between."""
    alphabets = [BLOCKS[name] for name in generator.sample(list(BLOCKS), generator.randint(1, 3))]
    parts = []
    for _ in range(generator.randint(1, longest)):
        kind = generator.random()
        if kind < 0.12:
            parts.append(generator.choice(WHOLE))
        elif kind < 0.27:
            parts.append(" ")
        elif kind < 0.37:
            parts.append(block_character(BLOCKS["marks"], generator))
        elif kind < 0.5:
            parts.append(block_character(BLOCKS["ascii"], generator))
        else:
            parts.append(block_character(generator.choice(alphabets), generator))
    return "".join(parts)


def mixtures(count, generator):
    for _ in range(count):
        yield Case(mixture(generator))


def long_words(count, generator):
    """Words around the length at which WordPiece gives up, counted in code points after normalisation."""
    for _ in range(count):
        letters = generator.choice(["a", "ab", "é", "e\u0301", "İ", "𝒳", "한", "q\u00ad", "the"])
        word = (letters * 110)[: generator.randint(90, 215)]
        yield Case(f"{generator.choice(['', 'x ', '(']) }{word}{generator.choice(['', ' y', '.'])}")


def pairs(count, generator):
    """Two texts, most of them cut; a single one now and then."""
    for _ in range(count):
        first, second = mixture(generator, 20), mixture(generator, 20)
        max_length = generator.choice([None, generator.randint(3, 40)])
        yield Case(first, None if generator.random() < 0.2 else second, max_length)


def sentences(folder: Path):
    for path in sorted(folder.glob("*.tsv")):
        with path.open(encoding="utf-8") as lines:
            next(lines)
            for line in lines:
                yield Case(line.rstrip("\n").split("\t")[0])


def all_cases(data: Path | None, seed: int):
    generator = random.Random(seed)
    yield Case("The movie is superb")
    yield Case("")
    yield from code_points(ASSIGNED)
    yield from packed_code_points(OTHERS)
    yield from mixtures(100_000, generator)
    yield from long_words(2_000, generator)
    yield from pairs(30_000, generator)
    if data:
        yield from sentences(data)
