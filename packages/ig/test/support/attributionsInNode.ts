import { directory, loadClassifier } from '@gradlens/bert/node';
import { explain } from '@gradlens/ig';
import { bundledModel } from '@gradlens/model';
import { cpuBackend } from '@gradlens/tensor';
import { startNodeWorker } from '@gradlens/tensor/node';
import { fileURLToPath } from 'node:url';

/** For tests in a page: what Node makes of texts with the bundled model on the CPU, without fused multiply-add. */
export async function attributionsInNode(
  _: unknown,
  texts: readonly string[],
  threads: number,
): Promise<number[][]> {
  const backend = await cpuBackend({ threads, simd: 'plain', startWorker: startNodeWorker });
  try {
    const model = await loadClassifier(directory(fileURLToPath(bundledModel)), backend);
    const result: number[][] = [];
    for (const text of texts) {
      const { tokens } = await explain(model, text);
      result.push(tokens.map(({ attribution }) => attribution));
    }
    return result;
  } finally {
    await backend.dispose();
  }
}
