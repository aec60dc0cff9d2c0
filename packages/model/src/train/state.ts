import { readFile, rename, writeFile } from 'node:fs/promises';
import { memorySource, openSafetensors, writeSafetensors, type TensorToWrite } from '@gradlens/bert';
import type { Backend, Variable } from '@gradlens/tensor';
import type { Trained } from './trainingStep.ts';

/** How far a stage has come. */
export interface Standing {
  /** Steps done. */
  readonly step: number;
  readonly finished: boolean;
}

/** Saves where a stage stands: the parameters with their moments, and how many steps are done. */
export async function saveState(
  path: string,
  trained: ReadonlyMap<string, Trained>,
  { step, finished }: Standing,
  backend: Backend,
): Promise<void> {
  const tensors: TensorToWrite[] = [];
  for (const variable of variablesOf(trained)) {
    const data = Float32Array.from(await backend.read(variable.node));
    tensors.push({ name: variable.node.attrs.name, shape: variable.shape, dtype: 'F32', data });
  }
  const metadata = { step: String(step), finished: String(finished) };
  await writeFile(`${path}.part`, writeSafetensors(tensors, metadata));
  await rename(`${path}.part`, path);
}

/** Puts a saved stage back onto the backend. Rejects when the file belongs to another model. */
export async function restoreState(
  path: string,
  trained: ReadonlyMap<string, Trained>,
  backend: Backend,
): Promise<Standing> {
  const file = await openSafetensors(memorySource(await readFile(path), path));
  for (const variable of variablesOf(trained)) {
    const { data } = await file.read(variable.node.attrs.name);
    await backend.write(variable.node, data as Float32Array);
  }
  return { step: Number(file.metadata.get('step')), finished: file.metadata.get('finished') === 'true' };
}

function variablesOf(trained: ReadonlyMap<string, Trained>): Variable[] {
  return [...trained.values()].flatMap(({ parameter, moments }) => [parameter, moments.mean, moments.square]);
}
