import { rename, rm, symlink } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { readDescription } from '../hub/description.ts';
import { showModel } from '../hub/modelId.ts';
import { fileUrl } from '../hub/routes.ts';
import { exists } from './cached.ts';
import { download } from './download.ts';
import type { Layout } from './layout.ts';
import { withLock } from './lock.ts';
import { request, type Conversation } from './request.ts';
import { codeOf, makeFolder } from './writing.ts';

/** How far a file is. */
export interface FetchProgress {
  readonly fileName: string;
  readonly doneBytes: number;
  /** Undefined where the hub does not tell. */
  readonly totalBytes: number | undefined;
  /** Whether another process is fetching it. */
  readonly waiting: boolean;
}

/**
 * Fetches a file of a commit into the cache, unless it is there.
 *
 * @throws HubError where it does not come, or is not what the hub says
 */
export async function fetchFile(
  conversation: Conversation,
  layout: Layout,
  commit: string,
  fileName: string,
  onProgress: (progress: FetchProgress) => void,
): Promise<void> {
  const pointer = join(layout.snapshot(commit), fileName);
  if (await exists(pointer)) return;
  const { model, settings, signal } = conversation;
  const name = `${showModel(model)}/${fileName}`;
  const url = fileUrl(settings.endpoint, model.id, commit, fileName);
  const head = await request(conversation, url, { method: 'HEAD' });
  const description = readDescription(head, fileName, name);
  const tell = (doneBytes: number, waiting = false): void =>
    onProgress({ fileName, doneBytes, totalBytes: description.size, waiting });
  const blob = layout.blob(description.etag);
  await withLock(layout.lock(description.etag), { signal, onWait: () => tell(0, true) }, async () => {
    if (!(await exists(blob))) await download({ conversation, url, name, description, tell }, blob);
    await point(pointer, blob);
  });
}

/** Makes a file of a snapshot: a link to its contents or, where there are no links, the contents themselves. */
async function point(pointer: string, blob: string): Promise<void> {
  await makeFolder(dirname(pointer));
  // A link that leads nowhere, since its contents were removed.
  await rm(pointer, { force: true });
  try {
    await symlink(relative(dirname(pointer), blob), pointer, 'file');
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return;
    if (codeOf(error) !== 'EPERM' && codeOf(error) !== 'ENOSYS') throw error;
    // As Python's does on Windows for users who may not make links.
    await rename(blob, pointer);
  }
}
