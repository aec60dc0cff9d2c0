import { architectureOf, modelTypes, type ModelType } from '../architectures/index.ts';
import type { Field, HiddenAct } from '../architectures/architecture.ts';
import { classOf, fixedLabels, taskOf, type Task } from '../architectures/heads.ts';
import { ModelError, UnsupportedModelError } from '../errors.ts';
import { parseJson } from '../json.ts';
import { isObject, show } from '../show.ts';

/** What follows the classifier's dense layer, where anything does: in models of a class of one's own. */
export type ClassifierActivation = 'relu';

export type ProblemType = 'regression' | 'single_label_classification' | 'multi_label_classification';

/** What `config.json` says of a model of BERT's family, checked. */
export interface BertConfig {
  readonly modelType: ModelType;
  /** The first of `architectures`. */
  readonly architecture: string;
  readonly task: Task;
  readonly vocabSize: number;
  readonly hiddenSize: number;
  /** Of the embeddings, before they are brought to the hidden size. */
  readonly embeddingSize: number;
  readonly layers: number;
  /** Into how many groups of the same weights the layers fall, each a run of layers: `layers` where each has its own. */
  readonly groups: number;
  /** Blocks of a layer, each with weights of its own. */
  readonly blocksPerLayer: number;
  /** Divides `hiddenSize`. */
  readonly heads: number;
  readonly intermediateSize: number;
  readonly hiddenAct: HiddenAct;
  readonly layerNormEps: number;
  /** Rows of the table of positions. */
  readonly maxPositions: number;
  /** The position of a text's first token. */
  readonly firstPosition: number;
  /** 0 where there are no types. */
  readonly typeVocabSize: number;
  /** Below `vocabSize`. */
  readonly padTokenId: number;
  /** The name of each output, in the order of the logits; `LABEL_0`, `LABEL_1`, … where the file names none. */
  readonly labels: readonly string[];
  /** null where the file leaves it open. */
  readonly problemType: ProblemType | null;
  /** A field that transformers does not know, `classifier_activation`: the logits are what it makes of the dense layer's output. */
  readonly classifierActivation: ClassifierActivation | null;
}

/** Names of transformers (`activations.py`) for functions that are equal but for the order of rounding. */
const hiddenActs: ReadonlyMap<string, HiddenAct> = new Map([
  ['gelu', 'gelu'],
  ['gelu_python', 'gelu'],
  ['gelu_new', 'gelu_new'],
  ['gelu_fast', 'gelu_new'],
  ['gelu_accurate', 'gelu_new'],
  ['gelu_pytorch_tanh', 'gelu_new'],
  ['gelu_python_tanh', 'gelu_new'],
  ['relu', 'relu'],
]);

const problemTypes: readonly ProblemType[] = [
  'regression',
  'single_label_classification',
  'multi_label_classification',
];

/** Fields of which any other value asks for another computation. */
const fixed: readonly (readonly [field: string, value: unknown])[] = [
  ['position_embedding_type', 'absolute'],
  ['is_decoder', false],
  ['add_cross_attention', false],
  ['is_encoder_decoder', false],
];

/** Fields that, unless empty, ask for another computation. */
const unsupported: readonly string[] = ['pruned_heads', 'quantization_config'];

/** Far above every published model, and low enough that what is derived from a size (names, products) stays small. */
const maximumSize = 2 ** 31 - 1;
const maximumLayers = 1000;
const maximumLabels = 100_000;

/**
 * Reads the text of a Hugging Face `config.json`. What the file leaves out has the default of transformers' class of configurations.
 *
 * @param name the file's name for error messages
 * @throws ModelError naming the field that is not what it should be
 * @throws UnsupportedModelError for a model outside of BERT's family
 */
export function parseConfig(text: string, name: string): BertConfig {
  const fields = new Fields(text, name);
  const modelType = fields.modelType();
  const { fields: names, embeddings } = architectureOf({ modelType });
  fields.refuseOthers();

  const vocabSize = fields.integer(names.vocabSize);
  const hiddenSize = fields.integer(names.hiddenSize);
  const heads = fields.integer(names.heads);
  if (hiddenSize % heads !== 0) {
    throw fields.error(`"${names.heads[0]}" (${heads}) must divide "${names.hiddenSize[0]}" (${hiddenSize})`);
  }
  const layers = fields.integer(names.layers, { maximum: maximumLayers });
  const padTokenId = fields.integer(names.padTokenId, { minimum: 0, maximum: vocabSize - 1, orNull: true });
  const maxPositions = fields.integer(names.maxPositions);
  const firstPosition = embeddings.positionsFollowPadding ? padTokenId + 1 : 0;
  if (maxPositions <= firstPosition) {
    throw fields.error(
      `"${names.maxPositions[0]}" (${maxPositions}) must be above ${firstPosition}, the position of the first token after that of the padding`,
    );
  }
  const architecture = fields.architecture(classOf({ modelType, task: 'text-classification' }));
  const task = taskOf(architecture);
  return {
    modelType,
    architecture,
    task,
    vocabSize,
    hiddenSize,
    embeddingSize: names.embeddingSize ? fields.integer(names.embeddingSize) : hiddenSize,
    layers,
    groups: names.groups ? fields.integer(names.groups, { maximum: layers }) : layers,
    blocksPerLayer: names.blocksPerLayer
      ? fields.integer(names.blocksPerLayer, { maximum: Math.floor(maximumLayers / layers) })
      : 1,
    heads,
    intermediateSize: fields.integer(names.intermediateSize),
    hiddenAct: fields.hiddenAct(names.hiddenAct),
    layerNormEps: fields.positive(names.layerNormEps),
    maxPositions,
    firstPosition,
    typeVocabSize: names.typeVocabSize ? fields.integer(names.typeVocabSize) : 0,
    padTokenId,
    labels: fixedLabels(task) ?? fields.labels(),
    problemType: fields.problemType(),
    classifierActivation: fields.classifierActivation(),
  };
}

/** The fields of the file, each read with its check. */
class Fields {
  readonly #name: string;
  /** A Map, so that a field called `__proto__` or `constructor` is one like any other. */
  readonly #values: ReadonlyMap<string, unknown>;

  constructor(text: string, name: string) {
    this.#name = name;
    let json: unknown;
    try {
      json = parseJson(text);
    } catch (cause) {
      // The engine's message may quote several lines of the file.
      const reason = (cause as Error).message.replace(/\s+/g, ' ');
      throw new ModelError(`${name}: not JSON (${reason})`, { cause });
    }
    if (!isObject(json)) throw new ModelError(`${name}: expected a JSON object, found ${show(json)}`);
    this.#values = new Map(Object.entries(json));
  }

  error(sentence: string): ModelError {
    return new ModelError(`${this.#name}: ${sentence}`);
  }

  modelType(): ModelType {
    const found = this.#values.get('model_type');
    if (found === undefined) {
      throw this.error('"model_type" is missing; if this is a BERT checkpoint, add "model_type": "bert"');
    }
    if (typeof found !== 'string') throw this.#unexpected('model_type', 'a string');
    const modelType = modelTypes.find((known) => known === found);
    if (!modelType) throw this.#unsupported('model_type', modelTypes);
    return modelType;
  }

  /** Refuses a file that asks for another computation. */
  refuseOthers(): void {
    for (const [field, supported] of fixed) {
      if ((this.#values.get(field) ?? supported) !== supported) throw this.#unsupported(field, [supported]);
    }
    for (const field of unsupported) {
      const value = this.#values.get(field) ?? {};
      if (!isObject(value) || Object.keys(value).length > 0) {
        throw new UnsupportedModelError(`${this.#name}: models with "${field}" are not supported`);
      }
    }
  }

  /** `orNull`: null is as good as nothing. */
  integer(
    [name, fallback, alias]: Field,
    {
      minimum = 1,
      maximum = maximumSize,
      orNull = false,
    }: { readonly minimum?: number; readonly maximum?: number; readonly orNull?: boolean } = {},
  ): number {
    const field = alias !== undefined && this.#values.has(alias) ? alias : name;
    const found = this.#valueOr(field, fallback);
    const value = orNull ? (found ?? fallback) : found;
    if (typeof value === 'number' && Number.isInteger(value) && value >= minimum && value <= maximum)
      return value;
    throw this.#unexpected(field!, `an integer from ${minimum} to ${maximum}`);
  }

  positive([field, fallback]: Field): number {
    const value = this.#valueOr(field, fallback);
    if (typeof value === 'number' && value > 0 && value < Infinity) return value;
    throw this.#unexpected(field!, 'a positive number');
  }

  hiddenAct([field, fallback]: Field<HiddenAct>): HiddenAct {
    const value = this.#valueOr(field, fallback);
    if (typeof value !== 'string') throw this.#unexpected(field!, 'a string');
    const hiddenAct = hiddenActs.get(value);
    if (!hiddenAct) throw this.#unsupported(field!, [...hiddenActs.keys()]);
    return hiddenAct;
  }

  architecture(fallback: string): string {
    const value = this.#values.get('architectures') ?? [fallback];
    if (!Array.isArray(value) || !value.every((item) => typeof item === 'string')) {
      throw this.#unexpected('architectures', 'a list of strings');
    }
    return value[0] ?? fallback;
  }

  problemType(): ProblemType | null {
    const value = this.#values.get('problem_type') ?? null;
    const problemType = problemTypes.find((known) => known === value);
    if (value !== null && !problemType) {
      throw this.#unexpected('problem_type', `null or one of ${problemTypes.map(show).join(', ')}`);
    }
    return problemType ?? null;
  }

  classifierActivation(): ClassifierActivation | null {
    const value = this.#values.get('classifier_activation') ?? null;
    if (value === null || value === 'relu') return value;
    throw this.#unsupported('classifier_activation', [null, 'relu']);
  }

  labels(): readonly string[] {
    const names = this.#values.get('id2label') ?? null;
    if (names === null) {
      const count = this.integer(['num_labels', 2], { maximum: maximumLabels });
      return Array.from({ length: count }, (_, index) => `LABEL_${index}`);
    }
    if (!isObject(names)) throw this.#unexpected('id2label', 'an object');
    const byIndex = new Map<string, unknown>(Object.entries(names));
    if (byIndex.size === 0)
      throw this.error('"id2label" names no label; expected one per output of the classifier');
    const labels = Array.from({ length: byIndex.size }, (_, index) => {
      const label = byIndex.get(`${index}`);
      if (typeof label === 'string') return label;
      const keys = `"0" to "${byIndex.size - 1}"`;
      throw this.error(
        `"id2label" must give a string for each of ${keys}, but "${index}" has ${show(label)}`,
      );
    });
    const count = this.#values.get('num_labels') ?? labels.length;
    if (count !== labels.length) {
      throw this.error(
        `"num_labels" (${show(count)}) is not the number of labels in "id2label" (${labels.length})`,
      );
    }
    return labels;
  }

  #valueOr(field: string | null, fallback: unknown): unknown {
    return field !== null && this.#values.has(field) ? this.#values.get(field) : fallback;
  }

  #unexpected(field: string, expected: string): ModelError {
    return this.error(`"${field}" must be ${expected}, found ${show(this.#values.get(field))}`);
  }

  #unsupported(field: string, supported: readonly unknown[]): UnsupportedModelError {
    const found = show(this.#values.get(field));
    return new UnsupportedModelError(
      `${this.#name}: "${field}" is ${found}, which is not supported; supported: ${supported.map(show).join(', ')}`,
    );
  }
}
