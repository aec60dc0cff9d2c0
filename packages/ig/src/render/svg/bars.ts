import type { Explanation } from '../../explanation.ts';
import { attributionFormat } from '../numbers.ts';
import { shown } from '../printable.ts';
import { ownAttributions, rowGroups } from '../rows.ts';
import { hasSigns, senseOf } from '../target.ts';
import { contentWidth, margin, rect, text, type Block } from './drawing.ts';
import { fitted, textWidth } from './metrics.ts';

const fontSize = 13;
const rowHeight = 21;
const gap = 14;
/** Between groups of rows. */
const groupGap = 9;
const barHeight = 10;
const widestLabel = 170;

/** A row for each word: the word, its attribution, and a bar on one scale for all, to the left of the axis for what is negative. */
export function bars(explanation: Explanation): Block {
  const signs = hasSigns(explanation);
  const own = ownAttributions(explanation);
  const groups = rowGroups(explanation).map((rows) =>
    rows.map(({ label, special, of }) => ({
      label: fitted(shown(label), widestLabel, fontSize),
      special,
      attribution: of(own),
    })),
  );
  const rows = groups.flat();
  const values = rows.map(({ attribution }) => attribution);
  const written = attributionFormat(values, signs);
  const labelWidth = Math.max(...rows.map(({ label }) => textWidth(label, fontSize)));
  const numberWidth = Math.max(...values.map((value) => textWidth(written(value), fontSize)));

  const finite = values.filter(Number.isFinite);
  const least = Math.min(0, ...finite);
  const scale = (contentWidth - labelWidth - numberWidth - 2 * gap) / (Math.max(0, ...finite) - least || 1);
  const numberEnd = margin + labelWidth + gap + numberWidth;
  const axis = numberEnd + gap - least * scale;

  return {
    height: rows.length * rowHeight + (groups.length - 1) * groupGap,
    draw(y) {
      let drawn = '';
      for (const [i, group] of groups.entries()) {
        if (i > 0) y += groupGap;
        drawn += rect('faint', axis - 0.5, y, 1, group.length * rowHeight);
        for (const { label, special, attribution } of group) {
          const baseline = y + (rowHeight + 0.7 * fontSize) / 2;
          const number = written(attribution);
          const width = Number.isFinite(attribution) ? Math.abs(attribution) * scale : 0;
          drawn += text(special ? 'faint' : 'ink', margin, baseline, fontSize, label);
          drawn += text('ink', numberEnd - textWidth(number, fontSize), baseline, fontSize, number);
          drawn += rect(
            senseOf(attribution, signs),
            attribution < 0 ? axis - width : axis,
            y + (rowHeight - barHeight) / 2,
            width,
            barHeight,
          );
          y += rowHeight;
        }
      }
      return drawn;
    },
  };
}
