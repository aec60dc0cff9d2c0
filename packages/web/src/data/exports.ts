import type { Explanation } from '@gradlens/ig';
import type { ManyRecord } from '../compute/protocol.ts';

/** What an explanation can be taken away as. */
export const exportNames = ['html', 'svg', 'png', 'csv', 'json'] as const;

/** The writers come when somebody wants a file. */
const formats = () => import('@gradlens/ig/formats');

/** The same files as those of the command line; the picture of bits is the other picture, drawn. */
export const exports: Readonly<
  Record<(typeof exportNames)[number], (explanation: Explanation) => Promise<Blob>>
> = {
  async html(explanation) {
    const { documentOf, explanationPage } = await formats();
    return new Blob([documentOf(explanationPage, [explanation])], { type: 'text/html' });
  },
  async svg(explanation) {
    const { documentOf, explanationPicture } = await formats();
    return new Blob([documentOf(explanationPicture, [explanation])], { type: 'image/svg+xml' });
  },
  async png(explanation) {
    return drawn(await exports.svg(explanation));
  },
  async csv(explanation) {
    const { documentOf, explanationCsv } = await formats();
    return new Blob([documentOf(explanationCsv, [explanation])], { type: 'text/csv' });
  },
  async json(explanation) {
    const { documentOf, json } = await formats();
    return new Blob([documentOf(json, [explanation])], { type: 'application/json' });
  },
};

/** Pixels of a picture for each of its units: enough for print. */
const density = 2;

async function drawn(svg: Blob): Promise<Blob> {
  const url = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = url;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = density * image.naturalWidth;
    canvas.height = density * image.naturalHeight;
    canvas.getContext('2d')!.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise<Blob>((resolve, reject) =>
      canvas.toBlob(
        (blob) => (blob ? resolve(blob) : reject(new Error('the picture could not be drawn'))),
        'image/png',
      ),
    );
  } finally {
    URL.revokeObjectURL(url);
  }
}

/** What many explanations can be taken away as. */
export const manyExportNames = ['html', 'csv', 'jsonl'] as const;

export const manyExports: Readonly<
  Record<(typeof manyExportNames)[number], (records: readonly ManyRecord[]) => Promise<Blob>>
> = {
  async html(records) {
    const { documentOf, explanationsPage } = await formats();
    return new Blob([documentOf(explanationsPage, records)], { type: 'text/html' });
  },
  async csv(records) {
    const { documentOf, explanationCsv } = await formats();
    return new Blob([documentOf(explanationCsv, records)], { type: 'text/csv' });
  },
  async jsonl(records) {
    const { documentOf, jsonLines } = await formats();
    return new Blob([documentOf(jsonLines, records)], { type: 'application/jsonl' });
  },
};
