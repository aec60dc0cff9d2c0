import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { createBrotliDecompress } from 'node:zlib';
import { extract } from 'tar-fs';

const cache = fileURLToPath(new URL('../node_modules/.cache/gradlens/', import.meta.url));
const require = createRequire(import.meta.url);
// The package exports neither its package.json nor its archives: they are found from its entry, build/index.js.
const packageRoot = dirname(dirname(require.resolve('@sparticuz/chromium')));
const { version } = require(join(packageRoot, 'package.json'));

/**
 * The folder that holds the content of the given archives of @sparticuz/chromium; the first caller unpacks it. Two
 * processes at once each unpack into a folder of their own, and the first to rename it wins.
 *
 * @param {string} name of the folder
 * @param {string[]} archives each a `name.tar.br` or a `name.br`, which holds one executable
 */
export async function unpack(name, archives) {
  const folder = join(cache, `${name}-${version}`);
  if (existsSync(folder)) return folder;
  await mkdir(cache, { recursive: true });
  const draft = await mkdtemp(join(cache, `${name}-draft-`));
  try {
    for (const archive of archives) {
      const content = archive.endsWith('.tar.br')
        ? extract(draft)
        : createWriteStream(join(draft, archive.replace('.br', '')), { mode: 0o755 });
      await pipeline(createReadStream(join(packageRoot, 'bin', archive)), createBrotliDecompress(), content);
    }
    await chmod(draft, 0o755);
    await rename(draft, folder);
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
  return folder;
}
