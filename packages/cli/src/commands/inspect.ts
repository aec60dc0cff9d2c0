import { inspectModel, outlinedClassifier, type ModelSummary } from '@gradlens/bert/node';
import { bytesOfPoint } from '@gradlens/ig';
import { columnsWithin, facts, layOut, type TerminalOptions } from '@gradlens/ig/terminal';
import { CPU_WORKING_BYTES } from '@gradlens/tensor';
import type { Command } from 'commander';
import { examples } from '../examples.ts';
import { folderOf } from '../model.ts';
import { notices } from '../notices.ts';
import { modelTitle, offlineOption } from '../options.ts';
import { stdout } from '../output.ts';
import { terminalOptions } from '../terminal.ts';

export function addInspect(gradlens: Command, signal: AbortSignal): void {
  gradlens
    .command('inspect')
    .description('what a checkpoint holds')
    .argument('<model>', modelTitle)
    .addHelpText('after', examples.inspect)
    .addOption(offlineOption())
    .option('--json', 'print JSON')
    .action(async (model: string, { json, offline }: { json?: true; offline?: true }) => {
      const summary = await inspectModel(await folderOf(model, { offline, notices: notices(false), signal }));
      await stdout.write(json ? toJson(summary) : render(summary, terminalOptions(process.stdout)));
    });
}

function toJson(whole: ModelSummary): string {
  const { metadata, tokenizer, deviceBytes: _, gpuBytes: __, wordTableBytes: ___, ...summary } = whole;
  const record = {
    version: 1,
    ...summary,
    metadata: Object.fromEntries(metadata),
    tokenizer: tokenizer && {
      kind: tokenizer.kind,
      tokens: tokenizer.vocabularySize,
      specialIds: tokenizer.specialIds,
    },
    memory: memoryOf(whole),
  };
  return `${JSON.stringify(record, null, 2)}\n`;
}

interface Memory {
  /** On the device: float32, whatever the file has. */
  readonly weightsBytes: number;
  /** Beside the device, as the file has it. */
  readonly wordTableBytes: number;
  /** For each point of a path that is computed at once. */
  readonly pointBytes: readonly BytesOfText[];
  /** Of the whole process, where the device is the CPU. */
  readonly explanationBytes: readonly BytesOfText[];
}

interface BytesOfText {
  readonly tokens: number;
  readonly bytes: number;
}

/** What Node takes for this program, a tokenizer, and weights on their way; measured. */
const processBytes = 150e6;

/** Points of a path where nobody asks for more. */
const usualPoints = 50;

/** What an explanation takes; null of a model that cannot be loaded. */
function memoryOf(summary: ModelSummary): Memory | null {
  const { name, config, deviceBytes, gpuBytes, wordTableBytes, tokenizer, problem } = summary;
  if (problem !== null || tokenizer === null) return null;
  const model = outlinedClassifier(name, config, tokenizer);
  const lengths = [...new Set([Math.min(usualTokens, model.maxTokens), model.maxTokens])];
  const pointBytes = lengths.map((tokens) => ({ tokens, bytes: bytesOfPoint(model, tokens) }));
  const explanationBytes = pointBytes.map(({ tokens, bytes }) => {
    const points = Math.max(1, Math.min(usualPoints, Math.floor(CPU_WORKING_BYTES / bytes)));
    return { tokens, bytes: processBytes + deviceBytes + wordTableBytes + points * bytes };
  });
  return { weightsBytes: gpuBytes, wordTableBytes, pointBytes, explanationBytes };
}

/** Of a text of some sentences. */
const usualTokens = 128;

function render(summary: ModelSummary, { width, color }: TerminalOptions): string {
  const { name, config, fileBytes, metadata, dtypes, total, tokenizerFiles, report } = summary;
  const { tokenizer, problem } = summary;
  const memory = memoryOf(summary);
  const columns = columnsWithin(width);
  const amount = ({ parameters, tensors }: { parameters: number; tensors: number }) =>
    `${grouped(parameters)} parameters in ${grouped(tensors)} tensors`;
  const found: [string, string][] = [
    ['missing', report.missing.join(', ')],
    ['misshapen', report.misshapen.map(misshapen).join(', ')],
    ['renamed', report.renamed.map((tensor) => `${tensor.found} → ${tensor.name}`).join(', ')],
    ['unused', report.unused.join(', ')],
    ['ignored', report.ignored.join(', ')],
  ];
  return layOut(
    [
      facts(
        [
          ['model', name],
          [
            'architecture',
            config.classifierActivation === null
              ? config.architecture
              : `${config.architecture}, ${config.classifierActivation} on the logits`,
          ],
          ['labels', config.labels.join(', ')],
          [
            'layers',
            `${config.layers} of ${config.hiddenSize} units and ${config.heads} heads, ${config.hiddenAct}${shared(config)}`,
          ],
          [
            'vocabulary',
            `${grouped(config.vocabSize)} tokens${config.embeddingSize === config.hiddenSize ? '' : ` of ${config.embeddingSize} units`}`,
          ],
          ['positions', grouped(config.maxPositions - config.firstPosition)],
          ['tokenizer', tokenizer ? `${tokenizer.kind}, ${tokenizerFiles.join(', ')}` : 'none'],
          ['supported', problem === null ? 'yes' : `no: ${problem}`],
        ],
        columns,
      ),
      facts(
        [
          ['weights', `${amount(total)}, ${grouped(fileBytes)} bytes`],
          ...dtypes.map((part): [string, string] => [part.dtype, amount(part)]),
          ...(memory ? shownMemory(memory) : []),
          ...Array.from(metadata, ([key, value]): [string, string] => [key, value]),
        ],
        columns,
      ),
      facts(
        found.map(([kind, tensors]) => [kind, tensors || 'none']),
        columns,
      ),
    ],
    color,
  );
}

function misshapen({ name, expected, found }: ModelSummary['report']['misshapen'][number]): string {
  return `${name} is [${found.join(', ')}] instead of [${expected.join(', ')}]`;
}

function shared({ layers, groups, blocksPerLayer }: ModelSummary['config']): string {
  const blocks = blocksPerLayer === 1 ? '' : `, each ${blocksPerLayer} blocks`;
  return groups === layers ? blocks : `${blocks}, ${groups} with weights of their own`;
}

function shownMemory(memory: Memory): [string, string][] {
  const { weightsBytes, wordTableBytes, pointBytes, explanationBytes } = memory;
  const ofTexts = (of: readonly BytesOfText[]): string =>
    of.map(({ tokens, bytes }) => `${megabytes(bytes)} at ${grouped(tokens)} tokens`).join(', ');
  return [
    ['memory', `${ofTexts(explanationBytes)}, all that an explanation takes on the CPU`],
    [
      'on a GPU',
      `${megabytes(weightsBytes)}, and for each point of a path that is computed at once ${ofTexts(pointBytes)}`,
    ],
    ['beside it', `${megabytes(wordTableBytes)} of word embeddings`],
  ];
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toLocaleString('en', { maximumSignificantDigits: 3 })} MB`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
