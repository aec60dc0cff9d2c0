import { isSeen, type Span } from '../runningText.ts';
import { printable, shown } from '../printable.ts';
import { rounded } from '../markup.ts';
import { senseOf } from '../target.ts';
import { contentWidth, margin, rect, text, type Block } from './drawing.ts';
import { joined, linesOf, type Piece } from './lines.ts';

export interface FlowStyle {
  readonly fontSize: number;
  readonly lineHeight: number;
  /** A class of the style sheet. */
  readonly kind: string;
  /** Where its lines begin, from the content's edge. */
  readonly indent?: number;
  /** How much wider than usual spaces are: colours need room between them. */
  readonly wordSpacing?: number;
}

/** A text in lines, its words in the colour of what they do. */
export function flow(
  spans: readonly Span[],
  signs: boolean,
  { fontSize, lineHeight, kind, indent = 0, wordSpacing = 1 }: FlowStyle,
): Block {
  const lines = linesOf(spans.flatMap(piecesOf), contentWidth - indent, fontSize, wordSpacing);
  return {
    height: lines.length * lineHeight,
    draw(y) {
      let [marks, texts] = ['', ''];
      for (const [i, line] of lines.entries()) {
        const baseline = y + i * lineHeight + (lineHeight + 0.7 * fontSize) / 2;
        for (const piece of joined(line)) {
          if (piece.text === ' ') continue;
          const x = margin + indent + piece.x;
          if (piece.share !== null && isSeen(piece.share)) {
            const sense = senseOf(piece.share, signs);
            const strength = Math.abs(piece.share);
            const edge = 0.1 * fontSize;
            const [left, width] = [x - edge, piece.width + 2 * edge];
            marks += rect(
              sense,
              left,
              baseline - 1.05 * fontSize,
              width,
              1.4 * fontSize,
              ` rx="3" fill-opacity="${rounded(strength)}"`,
            );
            if (sense === 'against')
              texts += rect('underline', left, baseline + 0.22 * fontSize, width, 1 + 1.5 * strength);
          }
          texts += text(kind, x, baseline, fontSize, piece.text, piece.width);
        }
      }
      return marks === '' ? texts : `<g class="marks">\n${marks}</g>\n${texts}`;
    },
  };
}

/** Plain text in lines. */
export function paragraph(content: string, style: FlowStyle): Block {
  return flow([{ text: content, share: null }], false, style);
}

function piecesOf({ text, share }: Span): Piece[] {
  return share === null
    ? (printable(text).match(/ |[^ ]+/g) ?? []).map((part) => ({ text: part, share }))
    : [{ text: shown(text), share }];
}
