import type { Architecture } from '../architectures/architecture.ts';
import { classOf, headOf } from '../architectures/heads.ts';
import { architectureOf } from '../architectures/index.ts';
import { parseConfig, type BertConfig } from '../checkpoint/config.ts';
import { compareTensors, faults } from '../checkpoint/report.ts';
import { ModelError } from '../errors.ts';
import type { Dtype } from '../safetensors/dtype.ts';
import { layOut } from '../safetensors/layout.ts';
import type { TorchFile } from '../torch/reader.ts';
import { show } from '../show.ts';
import { findHead, headNames, type Head } from './heads.ts';

/** The files of a checkpoint that are made of a torch file, and what there is to say of them. */
export interface Conversion {
  readonly config: BertConfig;
  /** The text of `config.json`. */
  readonly configJson: string;
  /** Of `model.safetensors`. */
  readonly weightsBytes: number;
  /** `model.safetensors` from its first byte to its last, in pieces of a few MiB; errors as those of `TorchFile.read`. */
  weights(): AsyncGenerator<Uint8Array>;
  readonly head: Head;
  /** Tensors of the file that the model has no place for. */
  readonly leftOut: readonly string[];
}

/**
 * Makes a checkpoint in Hugging Face layout of the weights of a model of BERT's family. Floats keep their dtype, but for float64,
 * which is rounded to float32. The labels are those of the configuration, `LABEL_0`, `LABEL_1`, … where it names none.
 *
 * @param file the name of the torch file for error messages
 * @param configText the text of `config.json`
 * @param configName its name for error messages
 * @throws ModelError if the weights are not those that the configuration describes
 * @throws UnsupportedModelError if the configuration is not that of a model of BERT's family
 */
export function convertTorch(
  { tensors, read }: TorchFile,
  file: string,
  configText: string,
  configName: string,
): Conversion {
  // Read once as it is, so that what is wrong with it is told as of any other.
  const described = parseConfig(configText, configName);
  const given = JSON.parse(configText) as object;
  const head = findHead(described, tensors);
  if (!head) {
    throw new ModelError(
      `${file}: no classifier: expected ${headNames(described)} and its bias; ${besideEncoder(architectureOf(described), [...tensors.keys()])}`,
    );
  }
  // As transformers calls them, with the names that they have in the file.
  const names = new Map(Array.from(tensors.keys(), (name) => [name, name]));
  const { output } = headOf(described);
  for (const part of ['weight', 'bias']) {
    names.delete(`${head.module}.${part}`);
    names.set(`${output}.${part}`, `${head.module}.${part}`);
  }
  const found = new Map(Array.from(names, ([name, own]) => [name, tensors.get(own)!]));
  const [labels = 0] = found.get(`${output}.bias`)!.shape;
  const fields = completed(given, classOf(described), labels, head);
  const config = parseConfig(JSON.stringify(fields), configName);
  const { report, storedNames } = compareTensors(config, found);
  const wrong = faults(report);
  if (wrong !== undefined)
    throw new ModelError(`${file}: not the weights that ${configName} describes: ${wrong}`);

  const chosen = Array.from(storedNames, ([name, stored]) => {
    const { dtype, shape } = found.get(stored)!;
    const written = writtenDtypes.get(dtype);
    if (!written) {
      const known = [...writtenDtypes.keys()].join(', ');
      throw new ModelError(`${file}: tensor "${names.get(stored)}" is ${dtype}; expected ${known}`);
    }
    return { name, own: names.get(stored)!, from: dtype, dtype: written, shape };
  });
  const layout = layOut(chosen, { format: 'pt' });
  return {
    config,
    configJson: `${JSON.stringify(withLabels(fields, config), null, 2)}\n`,
    weightsBytes: layout.head.length + layout.dataSize,
    async *weights() {
      yield layout.head;
      for (const { own, from } of layout.tensors) {
        for await (const piece of read(own)) yield from === 'F64' ? rounded(piece) : piece;
      }
    },
    head,
    leftOut: report.unused.map((name) => names.get(name)!),
  };
}

/** What may be a classifier under another name. */
function besideEncoder({ embeddings }: Architecture, names: readonly string[]): string {
  const encoder = embeddings.word.slice(0, embeddings.word.indexOf('.') + 1);
  const others = names.filter((name) => !name.startsWith(encoder));
  const shown = others.slice(0, 4).map(show).join(', ') + (others.length > 4 ? ', …' : '');
  return `beside "${encoder}…" there is ${shown || 'nothing'}`;
}

/** What each dtype of the file is written as. */
const writtenDtypes: ReadonlyMap<Dtype, Dtype> = new Map([
  ['F32', 'F32'],
  ['F16', 'F16'],
  ['BF16', 'BF16'],
  ['F64', 'F32'],
]);

/** The fields of `config.json` with what the weights tell: the class, and how many labels there are. */
function completed(given: object, architecture: string, labels: number, { activation }: Head): object {
  const named = ((given as { readonly id2label?: unknown }).id2label ?? null) !== null;
  return {
    ...given,
    architectures: [architecture],
    ...(!named && { id2label: null, num_labels: labels }),
    ...(activation !== null && { classifier_activation: activation }),
  };
}

/** transformers reads the labels' names from `id2label` alone. */
function withLabels(fields: object, { labels }: BertConfig): object {
  return {
    ...fields,
    num_labels: undefined,
    id2label: Object.fromEntries(labels.entries()),
    label2id: Object.fromEntries(labels.map((label, index) => [label, index])),
  };
}

function rounded(piece: Uint8Array): Uint8Array {
  const doubles = new DataView(piece.buffer, piece.byteOffset, piece.length);
  const floats = new DataView(new ArrayBuffer(piece.length / 2));
  for (let at = 0; at < piece.length; at += 8) {
    floats.setFloat32(at / 2, doubles.getFloat64(at, true), true);
  }
  return new Uint8Array(floats.buffer);
}
