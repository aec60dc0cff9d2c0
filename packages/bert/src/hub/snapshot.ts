import { HubError } from '../errors.ts';
import { configFileName, isModelFile, weightIndexFileName, weightsFileName } from '../modelFiles.ts';
import { parseJson } from '../json.ts';
import { isObject, show } from '../show.ts';
import { readAnswer } from './answer.ts';
import type { Description } from './description.ts';
import { isCommit, showModel, type HubModel } from './modelId.ts';

/** The files of a model at one commit. */
export interface Snapshot {
  readonly commit: string;
  /** Those that are part of a model: the others are never asked for. */
  readonly fileNames: ReadonlySet<string>;
  /** Of those whose contents the hub told as well (`describedSnapshotUrl`). */
  readonly descriptions: ReadonlyMap<string, Description>;
}

/** Of the answer: that of a repository of ten thousand files has some 500 kB. */
const maximumBytes = 4 * 2 ** 20;
/** Of lists and objects inside one another: those of the hub have some six. */
const maximumDepth = 32;

/**
 * Reads what the hub answers to `snapshotUrl` or `describedSnapshotUrl`.
 *
 * @throws HubError if it is no such answer, or the repository lacks what a model needs
 */
export async function readSnapshot(response: Response, model: HubModel): Promise<Snapshot> {
  const name = showModel(model);
  const text = await readAnswer(response, maximumBytes, `${name}: what the hub tells of it`);
  return parseSnapshot(text, name);
}

/** @throws HubError as `readSnapshot` does */
export function parseSnapshot(text: string, name: string): Snapshot {
  const unexpected = (what: string): HubError =>
    new HubError(`${name}: what answers is not a Hugging Face hub, or not as expected: ${what}`);
  let answer: unknown;
  try {
    answer = parseJson(text, maximumDepth);
  } catch (error) {
    throw unexpected(error instanceof RangeError ? error.message : 'the answer is not JSON');
  }
  const commit = isObject(answer) && 'sha' in answer ? answer.sha : undefined;
  if (typeof commit !== 'string' || !isCommit(commit)) throw unexpected(`"sha" is ${show(commit)}`);
  const siblings = isObject(answer) && 'siblings' in answer ? answer.siblings : undefined;
  if (!Array.isArray(siblings)) throw unexpected(`"siblings" is ${show(siblings)}`);
  const files = siblings.flatMap((sibling: unknown) => {
    const { rfilename, ...rest }: Sibling = isObject(sibling) ? sibling : {};
    return typeof rfilename === 'string' ? [[rfilename, describe(rest)] as const] : [];
  });
  checkModel(
    files.map(([fileName]) => fileName),
    name,
  );
  const ofModel = files.filter(([fileName]) => isModelFile(fileName));
  return {
    commit,
    fileNames: new Set(ofModel.map(([fileName]) => fileName)),
    descriptions: new Map(
      ofModel.flatMap(([fileName, description]) => (description ? [[fileName, description]] : [])),
    ),
  };
}

/** What the hub tells of a file. */
interface Sibling {
  readonly rfilename?: unknown;
  readonly size?: unknown;
  /** Git's name of what lies in git. */
  readonly blobId?: unknown;
  /** Where that is not the file itself, but tells of it. */
  readonly lfs?: unknown;
}

function describe({ size, blobId, lfs }: Sibling): Description | undefined {
  const stored: { readonly sha256?: unknown } | null = isObject(lfs) ? lfs : null;
  const etag = stored ? stored.sha256 : blobId;
  const isChecksum = typeof etag === 'string' && (stored ? /^[0-9a-f]{64}$/ : /^[0-9a-f]{40}$/).test(etag);
  return isChecksum && Number.isSafeInteger(size) && (size as number) >= 0
    ? { etag, size: size as number }
    : undefined;
}

function checkModel(fileNames: readonly string[], name: string): void {
  if (!fileNames.includes(configFileName)) {
    throw new HubError(
      `${name}: the repository has no ${configFileName}: it is not a model of transformers, or an adapter of one`,
    );
  }
  if (fileNames.includes(weightsFileName) || fileNames.includes(weightIndexFileName)) return;
  const pickled = fileNames.some((fileName) => /\.(?:bin|pt|pth)$/.test(fileName));
  throw new HubError(
    pickled
      ? `${name}: the repository has no ${weightsFileName}, only pickled weights, which are not fetched: look among its pull requests for one that adds it, and name that, like owner/name@refs/pr/1`
      : `${name}: the repository has no ${weightsFileName}`,
  );
}
