import { hasRightToLeft, writingDirection, type WritingDirection } from '../writing.ts';
import { fitted, isWide, textWidth } from './metrics.ts';

/** A word, or what stands between two: without a share. Lines break at pieces that are a space. */
export interface Piece {
  readonly text: string;
  readonly share: number | null;
}

export interface PlacedPiece extends Piece {
  readonly x: number;
  readonly width: number;
}

/** Sets pieces in lines of at most `width`, and gives each its place: in the order of reading, seen from left to right. */
export function linesOf(
  pieces: readonly Piece[],
  width: number,
  fontSize: number,
  wordSpacing: number,
): PlacedPiece[][] {
  const base = writingDirection(pieces.map(({ text }) => text).join('')) ?? 'ltr';
  const sized = pieces.map((piece) => {
    const text = fitted(piece.text, width, fontSize);
    return { ...piece, text, width: textWidth(text, fontSize) * (isSpace(piece) ? wordSpacing : 1) };
  });
  return broken(sized, width).map((line) => {
    let x = base === 'ltr' ? 0 : width - widthOf(line);
    return visualOrder(line, base).map((piece) => {
      const placed = { ...piece, x };
      x += piece.width;
      return placed;
    });
  });
}

/** Neighbours without a share as one piece, where all of a line runs from left to right. */
export function joined(line: readonly PlacedPiece[]): readonly PlacedPiece[] {
  if (line.some(({ text }) => hasRightToLeft(text))) return line;
  const pieces: PlacedPiece[] = [];
  for (const piece of line) {
    const before = pieces.at(-1);
    if (before?.share !== null || piece.share !== null) pieces.push(piece);
    else
      pieces[pieces.length - 1] = {
        ...before,
        text: before.text + piece.text,
        width: before.width + piece.width,
      };
  }
  return pieces;
}

type Sized = Piece & { readonly width: number };

function broken(pieces: readonly Sized[], width: number): Sized[][] {
  const lines: Sized[][] = [];
  let line: Sized[] = [];
  for (const piece of pieces) {
    while (line.length > 0 && !isSpace(piece) && widthOf(line) + piece.width > width) {
      const end = lastBreak([...line, piece]);
      lines.push(withoutSpaces(line.slice(0, end)));
      line = withoutSpaces(line.slice(end));
    }
    if (line.length > 0 || !isSpace(piece)) line.push(piece);
  }
  return line.length > 0 ? [...lines, withoutSpaces(line)] : lines;
}

/** The last place where a line may break: at a space or beside wide characters, or, where there is none, before the last piece. */
function lastBreak(line: readonly Sized[]): number {
  for (let i = line.length - 1; i > 0; i--) {
    if ([line[i - 1]!, line[i]!].some((piece) => isSpace(piece) || isWide(piece.text))) return i;
  }
  return line.length - 1;
}

function withoutSpaces(line: readonly Sized[]): Sized[] {
  return line.slice(
    line.findIndex((piece) => !isSpace(piece)),
    line.findLastIndex((piece) => !isSpace(piece)) + 1,
  );
}

function widthOf(line: readonly Sized[]): number {
  return line.reduce((sum, { width }) => sum + width, 0);
}

function isSpace({ text }: Piece): boolean {
  return text === ' ';
}

/** Puts the pieces of a line in the order in which they are seen: a simple form of Unicode's bidirectional algorithm, by whole pieces. */
function visualOrder<Any extends Piece>(line: readonly Any[], base: WritingDirection): Any[] {
  const own = line.map(({ text }) => writingDirection(text));
  const runs: { readonly direction: WritingDirection; readonly pieces: Any[] }[] = [];
  for (const [i, piece] of line.entries()) {
    const before = runs.at(-1);
    const after = own.slice(i).find((direction) => direction !== undefined) ?? base;
    // What has no direction goes with its neighbours, where they agree.
    const direction = own[i] ?? ((before?.direction ?? base) === after ? after : base);
    if (before?.direction === direction) before.pieces.push(piece);
    else runs.push({ direction, pieces: [piece] });
  }
  return (base === 'ltr' ? runs : runs.toReversed()).flatMap(({ direction, pieces }) =>
    direction === 'ltr' ? pieces : pieces.toReversed(),
  );
}
