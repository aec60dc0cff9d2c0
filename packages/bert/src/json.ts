/** Of lists and objects inside one another: those of a model's files have some ten. */
const usualDepth = 64;

/**
 * As JSON.parse, which takes some forty bytes for each bracket that waits for its end.
 *
 * @throws SyntaxError if it is not JSON
 * @throws RangeError if lists and objects lie deeper inside one another
 */
export function parseJson(text: string, maximumDepth = usualDepth): unknown {
  checkDepth(text, maximumDepth);
  return JSON.parse(text);
}

const [quote, backslash] = codesOf('"\\\\');
const opening = codesOf('[{');
const closing = codesOf(']}');

function checkDepth(json: string, maximum: number): void {
  let depth = 0;
  let quoted = false;
  for (let i = 0; i < json.length; i++) {
    const code = json.charCodeAt(i);
    if (quoted) {
      if (code === backslash) i++;
      else if (code === quote) quoted = false;
    } else if (code === quote) quoted = true;
    else if (closing.includes(code)) depth--;
    else if (opening.includes(code) && ++depth > maximum)
      throw new RangeError(`more than ${maximum} lists and objects lie inside one another`);
  }
}

function codesOf(characters: string): number[] {
  return Array.from(characters, (character) => character.charCodeAt(0));
}
