import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The fixtures' folder, found from the sources as from what is built of them. */
const fixtures = new URL(
  import.meta.url.endsWith('.ts') ? '../../../fixtures/' : '../../../../../fixtures/',
  import.meta.url,
);

export function fixture(path: string): Uint8Array {
  return new Uint8Array(readFileSync(fileURLToPath(new URL(path, fixtures))));
}
