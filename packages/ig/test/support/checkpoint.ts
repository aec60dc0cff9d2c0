import { memorySource, type Folder } from '@gradlens/bert';
import { readFixture } from '../../../../fixtures/expected.ts';

/** A checkpoint of the fixtures, in Node and in the browser. */
export function checkpoint(name: string): Folder {
  return folder(name, (fileName) => readFixture(`${name}/${fileName}`));
}

/** The bundled model. */
export const bundled = folder('bundled', (fileName) =>
  readFixture(`../../packages/model/film-reviews/${fileName}`),
);

function folder(name: string, read: (fileName: string) => Promise<Uint8Array | undefined>): Folder {
  return {
    name,
    async open(fileName) {
      const bytes = await read(fileName);
      return bytes && memorySource(bytes, `${name}/${fileName}`);
    },
  };
}
