import type { Folder } from '@gradlens/bert';
import { fetchedFolder, type FetchOptions } from './fetched.ts';
import { modelFileNames } from './files.ts';

const hub = 'https://huggingface.co';

/** A model of the hub, whose files are fetched as they are wanted. Throws an Error for what is no id. */
export function hubFolder(id: string, options: Omit<FetchOptions, 'refused'>): Folder {
  const parsed = /^([\w.-]+\/)?([\w.-]+)(?:@([\w./-]+))?$/.exec(id.trim());
  if (!parsed) throw new Error(`"${id}" is no model of the hub: expected owner/name or owner/name@revision`);
  const [, owner = '', name, revision = 'main'] = parsed;
  const known: readonly string[] = modelFileNames;
  return fetchedFolder(
    `${owner}${name}`,
    (fileName) =>
      known.includes(fileName)
        ? `${hub}/${owner}${name}/resolve/${encodeURIComponent(revision)}/${fileName}`
        : undefined,
    { ...options, refused: refusalOf },
  );
}

/** The hub answers 401 for models that are gated and for those that do not exist. */
function refusalOf({ status, headers }: Response, fileName: string): Error | undefined {
  if (status === 404 && headers.get('x-error-code') === 'EntryNotFound') return undefined;
  switch (status) {
    case 401:
    case 403:
      return new Error(
        `${fileName}: the hub does not give it out: there is no such public model, or it is gated; download it with your account and pick its folder here`,
      );
    case 404:
      return fileName.endsWith('/config.json')
        ? new Error(`${fileName}: the hub has no such model, revision or file: look at the id's spelling`)
        : undefined;
    case 429:
      return new Error(`${fileName}: the hub asks to wait (status 429): try again later`);
    default:
      return new Error(`${fileName}: the hub answers with status ${status}`);
  }
}
