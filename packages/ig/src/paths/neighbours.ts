import { compile, input, type NumericArray } from '@gradlens/tensor';
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

/** Opens the vocabulary of a model for finding the `count` nearest neighbours of its words; none of `excluded` is one. */
export async function openNeighbours(
  model: DifferentiableClassifier,
  count: number,
  excluded: ReadonlySet<number>,
): Promise<Neighbours> {
  const { embeddingTable, backend } = model;
  const width = embeddingTable.shape[1]!;
  const table = await embeddingTable.data(backend);
  const word = input('word', [1, width]);
  // |b|² − 2a·b, which differs from the squared distance |a − b|² by what is the same for all b.
  const distances = embeddingTable
    .mul(embeddingTable)
    .sum([1])
    .sub(word.matmul(embeddingTable.transpose()).mul(2));
  const computation = await compile({ inputs: { word }, outputs: { distances } }, backend);
  const known = new Map<number, Promise<readonly number[]>>();
  const embedding = (id: number): NumericArray => table.subarray(id * width, (id + 1) * width);

  const find = async (id: number): Promise<readonly number[]> => {
    const own = embedding(id);
    const rough = (await computation.run({ word: own })).distances;
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
    dispose: () => computation.dispose(),
  };
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
