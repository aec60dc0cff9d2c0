import { compile, input, variable, type NumericArray, type Variable } from '@gradlens/tensor';
import type { DifferentiableClassifier } from '../classifier.ts';

/** Words near a word, in the space of word embeddings. */
export interface Neighbours {
  /** [width of the first layer] */
  embedding(word: number): NumericArray;
  /** The nearest other words, the nearest first, by Euclidean distance; of two as near the one with the lower id. */
  nearest(word: number): Promise<readonly number[]>;
  dispose(): void;
}

/** More are looked at than wanted, because the backend's distances are rounded. */
const spare = 64;

const partBytes = 64 * 2 ** 20;

/** Opens the vocabulary of a model for finding the `count` nearest neighbours of its words; none of `excluded` is one. */
export async function openNeighbours(
  model: DifferentiableClassifier,
  count: number,
  excluded: ReadonlySet<number>,
): Promise<Neighbours> {
  const { backend } = model;
  const parts = partsOfTable(model);
  const word = input('word', [1, model.widthOf(model.layers[0]!)]);
  // |b|² − 2a·b, which differs from the squared distance |a − b|² by what is the same for all b.
  const outputs = Object.fromEntries(
    parts.map((part) => [
      part.node.attrs.name,
      part.mul(part).sum([1]).sub(word.matmul(part.transpose()).mul(2)),
    ]),
  );
  const release = (): void => backend.release(parts.map(({ node }) => node));
  const computation = await compile({ inputs: { word }, outputs }, backend).catch((error: unknown) => {
    release();
    throw error;
  });
  const known = new Map<number, Promise<readonly number[]>>();
  const embedding = (id: number): NumericArray => model.wordEmbeddings(Int32Array.of(id));

  const find = async (id: number): Promise<readonly number[]> => {
    const own = embedding(id);
    const distances = await computation.run({ word: own });
    const rough = new Float64Array(model.vocabularySize);
    let start = 0;
    for (const { node, shape } of parts) {
      rough.set(distances[node.attrs.name]!, start);
      start += shape[0]!;
    }
    const near = indicesOfLeast(rough, count + spare + excluded.size + 1).filter(
      (other) => other !== id && !excluded.has(other),
    );
    const exact = new Map(near.map((other) => [other, squaredDistance(own, embedding(other))]));
    return near.sort((a, b) => exact.get(a)! - exact.get(b)! || a - b).slice(0, count);
  };
  return {
    embedding,
    nearest(id) {
      const found = known.get(id) ?? find(id);
      known.set(id, found);
      return found;
    },
    dispose() {
      computation.dispose();
      release();
    },
  };
}

/** The table of word embeddings on the backend, in parts that any takes. */
function partsOfTable(model: DifferentiableClassifier): Variable[] {
  const width = model.widthOf(model.layers[0]!);
  const most = Math.floor(Math.min(partBytes, model.backend.maxTensorBytes) / (4 * width));
  const parts: Variable[] = [];
  for (let start = 0; start < model.vocabularySize; start += most) {
    const rows = Math.min(most, model.vocabularySize - start);
    const ids = Int32Array.from({ length: rows }, (_, i) => start + i);
    parts.push(variable(`words from ${start} on`, [rows, width], () => model.wordEmbeddings(ids)));
  }
  return parts;
}

function indicesOfLeast(numbers: NumericArray, count: number): number[] {
  const limit = numbers.slice().sort()[Math.min(count, numbers.length) - 1]!;
  const indices: number[] = [];
  for (let i = 0; i < numbers.length; i++) if (numbers[i]! <= limit) indices.push(i);
  return indices;
}

export function squaredDistance(a: NumericArray, b: NumericArray): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i]! - b[i]!) ** 2;
  return sum;
}
