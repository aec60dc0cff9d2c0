import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';

const built = fileURLToPath(new URL('../../dist/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
  '.txt': 'text/plain',
};

export interface StaticHost {
  /** Where the page is. */
  readonly url: string;
  readonly origin: string;
  close(): Promise<void>;
}

/** A host that knows nothing but files, and serves the built page under some path; `isolated` sends the two headers without which there are no threads. */
export async function staticHost({
  path = '/any/path/',
  isolated = false,
}: { readonly path?: string; readonly isolated?: boolean } = {}): Promise<StaticHost> {
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url!, 'http://localhost');
    const file = pathname.startsWith(path) ? normalize(pathname.slice(path.length) || 'index.html') : '..';
    const missing = (): void => void response.writeHead(404).end();
    if (file.startsWith('..')) return missing();
    readFile(join(built, file)).then((content) => {
      response.writeHead(200, {
        'Content-Type': types[extname(file)] ?? 'application/octet-stream',
        'Content-Length': content.length,
        ...(isolated && {
          'Cross-Origin-Opener-Policy': 'same-origin',
          'Cross-Origin-Embedder-Policy': 'require-corp',
        }),
      });
      response.end(content);
    }, missing);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    origin,
    url: `${origin}${path}`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}
