import { HubError } from '../errors.ts';
import { configFileName, isModelFile, weightIndexFileName, weightsFileName } from '../modelFiles.ts';
import { isObject, show } from '../show.ts';
import { checkDepth, readAnswer } from './answer.ts';
import { isCommit, showModel, type HubModel } from './modelId.ts';

/** The files of a model at one commit. */
export interface Snapshot {
  readonly commit: string;
  /** Those that are part of a model: the others are never asked for. */
  readonly fileNames: ReadonlySet<string>;
}

/** Of the answer: that of a repository of ten thousand files has some 500 kB. */
const maximumBytes = 4 * 2 ** 20;
/** Of lists and objects inside one another: those of the hub have some six. */
const maximumDepth = 32;

/**
 * Reads what the hub answers to `snapshotUrl`.
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
    checkDepth(text, maximumDepth);
    answer = JSON.parse(text);
  } catch (error) {
    throw unexpected(error instanceof RangeError ? error.message : 'the answer is not JSON');
  }
  const commit = isObject(answer) && 'sha' in answer ? answer.sha : undefined;
  if (typeof commit !== 'string' || !isCommit(commit)) throw unexpected(`"sha" is ${show(commit)}`);
  const siblings = isObject(answer) && 'siblings' in answer ? answer.siblings : undefined;
  if (!Array.isArray(siblings)) throw unexpected(`"siblings" is ${show(siblings)}`);
  const all = siblings.map((sibling: unknown) =>
    isObject(sibling) && 'rfilename' in sibling ? sibling.rfilename : undefined,
  );
  const named = all.filter((fileName) => typeof fileName === 'string');
  checkModel(named, name);
  return { commit, fileNames: new Set(named.filter(isModelFile)) };
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
