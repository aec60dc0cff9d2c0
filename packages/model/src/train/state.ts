import { readFile, rename, writeFile } from 'node:fs/promises';
import { memorySource, openSafetensors, writeSafetensors, type TensorToWrite } from '@gradlens/bert';
import type { Backend, Variable } from '@gradlens/tensor';
import type { Trained } from './trainingStep.ts';

/** Where a training run stands: the parameters with their moments, and how many steps are done. */
export async function saveState(
  path: string,
  trained: ReadonlyMap<string, Trained>,
  step: number,
  backend: Backend,
): Promise<void> {
  const tensors: TensorToWrite[] = [];
  for (const variable of variablesOf(trained)) {
    const data = Float32Array.from(await backend.read(variable.node));
    tensors.push({ name: variable.node.attrs.name, shape: variable.shape, dtype: 'F32', data });
  }
  await writeFile(`${path}.part`, writeSafetensors(tensors, { step: String(step) }));
  await rename(`${path}.part`, path);
}

/** Puts a saved run back onto the backend; gives the steps done. Rejects when the file belongs to another model. */
export async function restoreState(
  path: string,
  trained: ReadonlyMap<string, Trained>,
  backend: Backend,
): Promise<number> {
  const file = await openSafetensors(memorySource(await readFile(path), path));
  for (const variable of variablesOf(trained)) {
    const { data } = await file.read(variable.node.attrs.name);
    await backend.write(variable.node, data as Float32Array);
  }
  return Number(file.metadata.get('step'));
}

function variablesOf(trained: ReadonlyMap<string, Trained>): Variable[] {
  return [...trained.values()].flatMap(({ parameter, moments }) => [parameter, moments.mean, moments.square]);
}
