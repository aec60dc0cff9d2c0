/** Controls, lone surrogates, separators, noncharacters and invisible format characters, but for the two that join letters and emoji. */
const unprintable = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Noncharacter_Code_Point}]/gu;

/** UTF-16 units of a text that are shown: one word can be megabytes. */
const longest = 200;

/** The text on one line: runs of whitespace become one space, what could steer a terminal or hide in a page is spelled out as `\u{1b}`. */
export function printable(text: string): string {
  return spaced(text).replace(unprintable, (character) => `\\u{${character.codePointAt(0)!.toString(16)}}`);
}

/** The printable text; what goes on for too long ends in `…`. */
export function shown(text: string): string {
  const whole = spaced(text);
  return printable(
    whole.length > longest ? `${whole.slice(0, longest).replace(/[\ud800-\udbff]$/, '')}…` : whole,
  );
}

function spaced(text: string): string {
  return text.replace(/\s+/gu, ' ');
}
