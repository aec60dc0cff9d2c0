import type { Explanation, LayerAttributions } from '../../explanation.ts';
import { rowGroups } from '../rows.ts';
import { cells, column, widthOf, wrap, type Cell } from './cells.ts';
import { gap, type Block } from './layout.ts';
import type { Style } from './paint.ts';

/** Columns of one layer: a sign and at most two digits, and space before them. */
const cellWidth = 4;

/**
 * Words by layers: each number is a word's attribution in tenths of the strongest one's of that layer. Layers that do not fit side by side stand in
 * further blocks.
 */
export function layerMatrix(explanation: Explanation, columns: number): Block[] {
  const { layers = [] } = explanation;
  if (layers.length === 0) return [];
  const rows = rowGroups(explanation)
    .flat()
    .map(({ label, special, of }) => ({ label: cells(label, special ? 'faint' : 'plain'), of }));
  const labelWidth = Math.min(Math.max(...rows.map(({ label }) => widthOf(label))), Math.floor(columns / 3));
  const perBlock = Math.floor((columns - labelWidth - widthOf(gap)) / cellWidth);
  const blocks: Block[] = [];
  for (let start = 0; start < layers.length; start += perBlock) {
    const shown = layers.slice(start, start + perBlock);
    const line = (label: Cell[], cellOf: (layer: LayerAttributions) => Cell[]): Cell[] => [
      ...column(label, labelWidth),
      ...gap,
      ...shown.flatMap((layer) => column(cellOf(layer), cellWidth, 'right')),
    ];
    blocks.push([
      line(cells('layer', 'faint'), ({ layer }) => cells(shortName(layer), 'faint')),
      ...rows.map(({ label, of }) =>
        line(label, (layer) => tenths(of(layer) / strongest(rows.map((row) => row.of(layer))))),
      ),
    ]);
  }
  return [
    ...blocks,
    wrap(
      cells(
        'tenths of the strongest attribution in each layer: w word_embeddings, e embeddings, N encoder.N',
        'faint',
      ),
      columns,
    ),
  ];
}

function shortName(layer: string): string {
  return { word_embeddings: 'w', embeddings: 'e' }[layer] ?? layer.replace('encoder.', '');
}

function strongest(values: readonly number[]): number {
  return Math.max(...values.map(Math.abs)) || 1;
}

function tenths(share: number): Cell[] {
  const rounded = Math.round(10 * share);
  if (!Number.isFinite(rounded)) return cells('?');
  if (rounded === 0) return cells('·', 'faint');
  const style: Style = rounded > 0 ? 'bar for' : 'bar against';
  return cells(`${rounded > 0 ? '+' : '−'}${Math.abs(rounded)}`, style);
}
