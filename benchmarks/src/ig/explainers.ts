import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { root } from '../machine.ts';
import { openExplainer, type Explainer } from './explainer.ts';

/** Threads of either side. */
const threads = '2';

const checkpoint = fileURLToPath(new URL('benchmarks/.cache/bert-base-random', root));

/** On what both sides compute. */
export type Place = 'cpu' | 'gpu';

/** This project's library, with the checkpoint loaded. */
export async function openGradlens(place: Place = 'cpu'): Promise<Explainer> {
  const device = place === 'cpu' ? 'cpu' : 'webgpu';
  const args = [script('dist/ig/explainWithGradlens.js'), ensureCheckpoint(), threads, device];
  return openExplainer(process.execPath, args);
}

/** Captum, with the same checkpoint loaded. */
export async function openCaptum(python: string, place: Place = 'cpu'): Promise<Explainer> {
  const device = place === 'cpu' ? 'cpu' : 'cuda';
  return openExplainer(python, [
    script('src/ig/explain_with_captum.py'),
    ensureCheckpoint(),
    threads,
    device,
  ]);
}

/** The Python interpreter that GRADLENS_PYTHON names, else python3; null where it lacks a package of Captum's side, or a GPU. */
export function findPython(place: Place = 'cpu'): string | null {
  const python = process.env.GRADLENS_PYTHON ?? 'python3';
  const needs = place === 'cpu' ? '' : '; assert torch.cuda.is_available()';
  const { status } = spawnSync(python, ['-c', `import torch, transformers, captum${needs}`]);
  return status === 0 ? python : null;
}

/** The checkpoint's folder; it is written when it is not there yet. */
export function ensureCheckpoint(): string {
  if (existsSync(checkpoint)) return checkpoint;
  process.stderr.write('writing a checkpoint as large as BERT-base\n');
  // Not in this process: a child's peak memory begins with what its parent holds when it starts it.
  const { status } = spawnSync(process.execPath, [script('dist/ig/writeCheckpoint.js'), checkpoint], {
    stdio: 'inherit',
  });
  if (status !== 0)
    throw new Error(`${checkpoint}: the checkpoint could not be written; the reason is above`);
  return checkpoint;
}

function script(path: string): string {
  return fileURLToPath(new URL(`benchmarks/${path}`, root));
}
