import type { Explanation } from '../../explanation.ts';
import { findings } from '../account.ts';
import type { Format } from '../format.ts';
import { escaped } from '../markup.ts';
import { attributionFormat } from '../numbers.ts';
import { headline } from '../outputs.ts';
import { shown } from '../printable.ts';
import { ownAttributions, rowGroups } from '../rows.ts';
import { runningTexts, type Span } from '../runningText.ts';
import { directions, hasSigns, meaning } from '../target.ts';
import { bars } from './bars.ts';
import { margin, pictureWidth, rect, stacked, text, type Block } from './drawing.ts';
import { flow, paragraph } from './flow.ts';
import { style } from './style.ts';

const running = { fontSize: 18, lineHeight: 33, kind: 'ink', wordSpacing: 1.5 };
const heading = { fontSize: 20, lineHeight: 28, kind: 'ink' };
const small = { fontSize: 13, lineHeight: 20, kind: 'faint' };
/** Between blocks. */
const gap = 18;
/** Where the values of named facts begin. */
const factIndent = 66;
/** Labels shown beside the predicted one. */
const mostOthers = 4;

/** A picture of one explanation. */
export const explanationPicture: Format<Explanation> = {
  begin: () => '',
  record: renderSvg,
  end: () => '',
};

/** An explanation as an SVG picture for light and dark surroundings, which loads nothing. */
function renderSvg(explanation: Explanation): string {
  const content = stacked(
    [
      prediction(explanation),
      texts(explanation),
      legend(explanation),
      bars(explanation),
      ...explanation.notices.map(({ message }) => paragraph(message, { ...small, kind: 'ink' })),
      facts(explanation),
    ],
    gap,
  );
  const height = Math.ceil(content.height + 2 * margin);
  return `<svg xmlns="http://www.w3.org/2000/svg" class="gradlens" role="img" width="${pictureWidth}" height="${height}" viewBox="0 0 ${pictureWidth} ${height}">
<title>${escaped(title(explanation))}</title>
<desc>${escaped(description(explanation))}</desc>
<style>${style}</style>
${rect('paper', 0.5, 0.5, pictureWidth - 1, height - 1, ' rx="8"')}${content.draw(margin)}</svg>
`;
}

function prediction(explanation: Explanation): Block {
  const others = headline(explanation).others.map(({ label, value }) => `${shown(label)} ${value}`);
  return stacked([
    paragraph(predicted(explanation), heading),
    ...(others.length > 0 ? [paragraph(others.slice(0, mostOthers).join(' · '), small)] : []),
  ]);
}

function predicted(explanation: Explanation): string {
  const { of, said, value } = headline(explanation);
  return `${of === null ? '' : `${shown(of)}: `}${shown(said)} ${value}`;
}

function texts(explanation: Explanation): Block {
  const more: Span = { text: ' …', share: null };
  return stacked(
    runningTexts(explanation).map(({ spans, cut }) =>
      flow(cut ? [...spans, more] : spans, hasSigns(explanation), running),
    ),
  );
}

function legend(explanation: Explanation): Block {
  const signs = hasSigns(explanation);
  if (!signs) return paragraph(meaning(explanation), small);
  const { plus, minus } = directions(explanation);
  const spans: Span[] = [
    { text: `+ ${plus}`, share: 1 },
    { text: ' ', share: null },
    { text: `− ${minus}`, share: -1 },
  ];
  return flow(spans, signs, { ...small, kind: 'ink', wordSpacing: 4 });
}

function facts(explanation: Explanation): Block {
  return stacked(
    findings(explanation).map(([name, value]) => {
      const lines = paragraph(value, { ...small, indent: factIndent });
      const baseline = (small.lineHeight + 0.7 * small.fontSize) / 2;
      return {
        height: lines.height,
        draw: (y) => text('faint', margin, y + baseline, small.fontSize, name) + lines.draw(y),
      };
    }),
  );
}

function title(explanation: Explanation): string {
  return `What moved the prediction ${predicted(explanation)}`;
}

/** All that the picture says of the words. */
function description(explanation: Explanation): string {
  const own = ownAttributions(explanation);
  const rows = rowGroups(explanation).flat();
  const written = attributionFormat(
    rows.map(({ of }) => of(own)),
    hasSigns(explanation),
  );
  const words = rows.map(({ label, of }) => `${shown(label)} ${written(of(own))}`);
  return `${meaning(explanation)}: ${words.join('; ')}`;
}
