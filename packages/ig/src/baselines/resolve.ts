import type { NumericArray } from '@gradlens/tensor';
import type { DifferentiableClassifier, TextToken } from '../classifier.ts';
import type { Draws } from '../draws.ts';
import { OptionError } from '../errors.ts';

import { evaluateTokens, resumeFrom, type Evaluation } from '../graphs/forward.ts';
import type { RowOptions } from '../graphs/rows.ts';
import type { Scores } from '../graphs/scores.ts';
import { positionsOf, type TokenRow } from '../graphs/tokenRows.ts';
import type { Baseline } from './baseline.ts';

/** A baseline of one text: what the model makes of it. */
export interface ResolvedBaseline extends Evaluation {
  /** [tokens]; null where it is made of activations, not of tokens. */
  readonly inputIds: Int32Array | null;
}

/** Where baselines are evaluated: with the types, positions and mask of the text. */
export interface BaselinePlace {
  readonly tokens: readonly TextToken[];
  readonly row: TokenRow;
  readonly layer: string;
  readonly scores: Scores;
}

/** Token ids or activations that stand for no text. */
type Neutral =
  | { readonly kind: 'ids'; readonly row: TokenRow }
  | { readonly kind: 'activations'; readonly layer: string; readonly activations: NumericArray };

/** Evaluates the text and its baselines. Throws an OptionError for a baseline that the model or the text cannot have. */
export async function evaluateEndpoints(
  model: DifferentiableClassifier,
  place: BaselinePlace,
  baselines: readonly BaselineContent[],
  options: RowOptions,
): Promise<{ input: Evaluation; baselines: ResolvedBaseline[] }> {
  const neutral = baselines.map((baseline) => neutralOf(model, place, baseline));
  const rows = neutral.filter((one) => one.kind === 'ids').map(({ row }) => row);
  const [input, ...onIds] = await evaluateTokens(model, place, [place.row, ...rows], options);
  const evaluated: ResolvedBaseline[] = [];
  for (const one of neutral) {
    if (one.kind === 'ids') {
      evaluated.push({ ...onIds.shift()!, inputIds: one.row.inputIds });
      continue;
    }
    const [result] = await resumeFrom(
      model,
      one.layer,
      place,
      [{ context: place.row, activations: one.activations }],
      options,
    );
    evaluated.push({ ...result!, inputIds: null });
  }
  return { input: input!, baselines: evaluated };
}

/** A baseline whose texts have been chosen. */
export type BaselineContent = Exclude<Baseline, { kind: 'sampled' }>;

/** Chooses texts for the baselines that are samples. Throws an OptionError where there are too few to choose from. */
export function drawBaselines(
  baselines: readonly Baseline[],
  texts: readonly string[] | undefined,
  draws: Draws,
): BaselineContent[] {
  return baselines.flatMap((baseline) => {
    if (baseline.kind !== 'sampled') return [baseline];
    if (texts === undefined || texts.length < baseline.count) {
      throw new OptionError(
        'baselineTexts',
        `baseline "sampled:${baseline.count}": ${texts ? `there are only ${texts.length} texts` : 'there are no texts'} to choose from; \`baselineTexts\` gives them`,
      );
    }
    return sample(texts, baseline.count, draws).map((text) => ({ kind: 'text', text }) as const);
  });
}

/** Some of the items, none twice. */
function sample<Item>(items: readonly Item[], count: number, draws: Draws): Item[] {
  const left = [...items];
  return Array.from({ length: count }, () => left.splice(Math.floor(draws.uniform() * left.length), 1)[0]!);
}

function neutralOf(
  model: DifferentiableClassifier,
  { tokens, row, layer }: BaselinePlace,
  baseline: BaselineContent,
): Neutral {
  const ids = (ofTokens: ArrayLike<number>): Neutral => {
    // What a row is filled up with stays.
    const inputIds = row.inputIds.slice();
    inputIds.set(ofTokens);
    return { kind: 'ids', row: baselineRow(model, layer, row, inputIds) };
  };
  switch (baseline.kind) {
    case 'zero': {
      const elements = row.inputIds.length * model.widthOf(layer);
      const parts = layer === 'embedding_parts' ? model.embeddingParts.length : 1;
      return { kind: 'activations', layer, activations: new Float32Array(parts * elements) };
    }
    case 'mean':
      return meanEmbeddings(model, tokens, row, layer);
    case 'text':
      return ids(alignedIds(model, tokens, baseline.text));
    default: {
      const neutral = model.neutralTokenIds[baseline.kind];
      if (neutral === null) {
        throw new OptionError(
          'baseline',
          `baseline "${baseline.kind}": the model's vocabulary has no such token; use another`,
        );
      }
      return ids(Int32Array.from(tokens, ({ id, special }) => (special ? id : neutral)));
    }
  }
}

/**
 * The row of a baseline's ids. Where word embeddings move alone, positions stay the text's. Where the parts of the embeddings move on their own,
 * positions and types have a baseline too: the first, as in Captum's tutorial.
 */
function baselineRow(
  model: DifferentiableClassifier,
  layer: string,
  row: TokenRow,
  inputIds: Int32Array,
): TokenRow {
  if (layer === model.layers[0]) return { ...row, inputIds, positionIds: positionsOf(model, row) };
  if (layer !== 'embedding_parts') return { ...row, inputIds };
  const [first] = model.positionIds(row.inputIds.subarray(0, 1));
  return {
    ...row,
    inputIds,
    positionIds: new Int32Array(inputIds.length).fill(first!),
    tokenTypeIds: new Int32Array(inputIds.length),
  };
}

/** The ids of a neutral text in place of the text's: segment by segment from its first token on, [PAD] where it is too short. */
function alignedIds(model: DifferentiableClassifier, tokens: readonly TextToken[], text: string): Int32Array {
  const neutral = model.encode(text, undefined, { whole: true }).tokens.filter(({ special }) => !special);
  if (neutral.length === 0) {
    throw new OptionError('baseline', `baseline "text:${text}": there is no word in it`);
  }
  const { pad } = model.neutralTokenIds;
  const taken = [0, 0];
  return Int32Array.from(tokens, ({ id, special, segment }) => {
    if (special) return id;
    const next = neutral[taken[segment]!++]?.id ?? pad;
    if (next === null) {
      throw new OptionError(
        'baseline',
        `baseline "text:${text}": it has ${neutral.length} tokens, fewer than the text, and the vocabulary has no [PAD] to fill it up`,
      );
    }
    return next;
  });
}

const meanRows = new WeakMap<DifferentiableClassifier, Float64Array>();

/** The mean of the word embeddings of the vocabulary: [width of the first layer]. */
function meanRow(model: DifferentiableClassifier): Float64Array {
  const known = meanRows.get(model) ?? meanOfRows(model);
  meanRows.set(model, known);
  return known;
}

function meanOfRows(model: DifferentiableClassifier): Float64Array {
  const sum = new Float64Array(model.widthOf(model.layers[0]!));
  for (let id = 0; id < model.vocabularySize; id++) {
    const row = model.wordEmbeddings(Int32Array.of(id));
    for (let i = 0; i < sum.length; i++) sum[i]! += row[i]!;
  }
  return sum.map((total) => total / model.vocabularySize);
}

/** The word embeddings of the text, those of its own tokens replaced by the mean over the vocabulary. */
function meanEmbeddings(
  model: DifferentiableClassifier,
  tokens: readonly TextToken[],
  row: TokenRow,
  layer: string,
): Neutral {
  if (layer === 'embedding_parts') {
    throw new OptionError(
      'baseline',
      'baseline "mean": the parts of the embeddings have none; use pad, mask or zero',
    );
  }
  const first = model.layers[0]!;
  const mean = meanRow(model);
  const activations = Float64Array.from(model.wordEmbeddings(row.inputIds));
  for (const [i, { special }] of tokens.entries()) {
    if (!special) activations.set(mean, i * mean.length);
  }
  return { kind: 'activations', layer: first, activations };
}
