import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseSync } from 'oxc-parser';

export const packagesFolder = fileURLToPath(new URL('../../packages/', import.meta.url));

/** An import, an export from, an `import type` or an `import()` of a file; `file` is relative to packages/. */
export interface Import {
  readonly file: string;
  readonly specifier: string;
}

/** The TypeScript files under packages/<name>/src, relative to packages/. */
export function sourceFiles(name: string): string[] {
  const folder = join(packagesFolder, name, 'src');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.tsx?$/.test(file))
    .map((file) => posix.join(name, 'src', file));
}

/** What a file, relative to packages/, imports. */
export function importsOf(file: string): Import[] {
  const text = readFileSync(join(packagesFolder, file), 'utf8');
  const { module, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]!.message}`);
  const specifiers = [
    ...module.staticImports.map((found) => found.moduleRequest.value),
    ...module.staticExports.flatMap((found) =>
      found.entries.flatMap((entry) => entry.moduleRequest?.value ?? []),
    ),
    // A dynamic import of anything but a literal cannot be followed; its text stands for it.
    ...module.dynamicImports.map(({ moduleRequest: { start, end } }) =>
      text.slice(start, end).replace(/^(['"`])(.*)\1$/, '$2'),
    ),
  ];
  return [...new Set(specifiers)].map((specifier) => ({ file, specifier }));
}

/** The file, relative to packages/, that an import leads to; undefined outside the repository's packages. */
export function targetOf({ file, specifier }: Import): string | undefined {
  if (specifier.startsWith('.')) return posix.join(posix.dirname(file), specifier);
  const ours = /^@gradlens\/(\w+)(?:\/(\w+))?$/.exec(specifier);
  return ours ? `${ours[1]}/src/${ours[2] ?? 'index'}.ts` : undefined;
}

/** The files, relative to packages/, that loading the given one loads, itself included. */
export function reachableFrom(file: string, found = new Set<string>()): Set<string> {
  if (found.has(file)) return found;
  found.add(file);
  for (const target of importsOf(file).map(targetOf)) if (target) reachableFrom(target, found);
  return found;
}
