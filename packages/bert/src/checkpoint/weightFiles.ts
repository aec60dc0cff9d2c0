import { hasFile, type Folder } from '../bytes/folder.ts';
import type { ByteSource } from '../bytes/source.ts';
import { readText } from '../bytes/text.ts';
import { ModelError } from '../errors.ts';
import { weightIndexFileName, weightsFileName } from '../modelFiles.ts';
import type { TensorInfo } from '../safetensors/header.ts';
import { openSafetensors, type Safetensors } from '../safetensors/reader.ts';
import type { StoredFloats } from '../safetensors/storedFloats.ts';
import { show } from '../show.ts';
import { parseWeightIndex } from './weightIndex.ts';

/** A model's weights, in one file or in several. */
export interface WeightFiles {
  /** The file that tells of all of them: the only one, or the index. */
  readonly name: string;
  /** Of all files together. */
  readonly fileBytes: number;
  readonly metadata: ReadonlyMap<string, string>;
  /** By name; each lies in the file that `fileOf` gives. */
  readonly tensors: ReadonlyMap<string, TensorInfo>;
  fileOf(tensor: string): string;
  /** As `Safetensors.readFloats` does. */
  readFloats(tensor: string, onBytes?: (more: number) => void): Promise<StoredFloats>;
  close(): Promise<void>;
}

/** Weights in a form that cannot be read. */
const pickledFileName = 'pytorch_model.bin';

/**
 * Opens `model.safetensors`, or the shards that `model.safetensors.index.json` names. Only headers are read; the caller closes it.
 *
 * @throws ModelError if there is neither, a file is damaged, or a shard or a tensor of it is missing
 */
export async function openWeights(folder: Folder): Promise<WeightFiles> {
  const source = await folder.open(weightsFileName);
  if (source) return openFiles(source.name, [source], ([file]) => new Map(entriesOf(file!)));
  const index = await readText(folder, weightIndexFileName);
  if (index !== undefined) return openShards(folder, index);
  if (await hasFile(folder, pickledFileName)) {
    throw new ModelError(
      `${folder.name}: its only weights are the pickled ${pickledFileName}; make a folder with ${weightsFileName} of it: gradlens convert ${pickledFileName} --config config.json --vocab vocab.txt -o DIR`,
    );
  }
  throw new ModelError(`${folder.name}: no ${weightsFileName}; expected the folder of a Hugging Face model`);
}

async function openShards(folder: Folder, index: string): Promise<WeightFiles> {
  const name = `${folder.name}/${weightIndexFileName}`;
  const shardOf = parseWeightIndex(index, name);
  const shards = [...new Set(shardOf.values())];
  const sources: ByteSource[] = [];
  try {
    for (const shard of shards) {
      const source = await folder.open(shard);
      if (!source) {
        throw new ModelError(`${name}: the shard ${show(shard)} is missing; copy all shards into the folder`);
      }
      sources.push(source);
    }
  } catch (error) {
    await closeAll(sources);
    throw error;
  }
  return openFiles(name, sources, (files) => {
    const fileByShard = new Map(shards.map((shard, i) => [shard, files[i]!]));
    return new Map(
      Array.from(shardOf, ([tensor, shard]) => {
        const file = fileByShard.get(shard)!;
        if (file.weights.tensors.has(tensor)) return [tensor, file];
        throw new ModelError(
          `${name}: says that tensor ${show(tensor)} is in ${show(shard)}, which does not hold it`,
        );
      }),
    );
  });
}

interface OpenFile {
  readonly source: ByteSource;
  readonly weights: Safetensors;
}

/** `placesOf` tells which tensors are read from which file. The sources are closed where that fails. */
async function openFiles(
  name: string,
  sources: readonly ByteSource[],
  placesOf: (files: readonly OpenFile[]) => ReadonlyMap<string, OpenFile>,
): Promise<WeightFiles> {
  try {
    const files: OpenFile[] = [];
    for (const source of sources) files.push({ source, weights: await openSafetensors(source) });
    const places = placesOf(files);
    return {
      name,
      fileBytes: sources.reduce((sum, { size }) => sum + size, 0),
      metadata: new Map(files.flatMap(({ weights }) => [...weights.metadata])),
      tensors: new Map(
        Array.from(places, ([tensor, { weights }]) => [tensor, weights.tensors.get(tensor)!] as const),
      ),
      fileOf: (tensor) => places.get(tensor)?.source.name ?? name,
      async readFloats(tensor, onBytes) {
        const file = places.get(tensor);
        if (!file) throw new ModelError(`${name}: there is no tensor ${show(tensor)}`);
        return file.weights.readFloats(tensor, onBytes);
      },
      close: () => closeAll(sources),
    };
  } catch (error) {
    await closeAll(sources);
    throw error;
  }
}

function entriesOf(file: OpenFile): (readonly [string, OpenFile])[] {
  return [...file.weights.tensors.keys()].map((tensor) => [tensor, file] as const);
}

async function closeAll(sources: readonly ByteSource[]): Promise<void> {
  for (const source of sources) await source.close();
}
