import { inspectCheckpoint, type CheckpointSummary } from '@gradlens/bert/node';
import { columnsWithin, facts, layOut, type TerminalOptions } from '@gradlens/ig/terminal';
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
      const summary = await inspectCheckpoint(
        await folderOf(model, { offline, notices: notices(false), signal }),
      );
      await stdout.write(json ? toJson(summary) : render(summary, terminalOptions(process.stdout)));
    });
}

function toJson({ metadata, ...summary }: CheckpointSummary): string {
  return `${JSON.stringify({ version: 1, ...summary, metadata: Object.fromEntries(metadata) }, null, 2)}\n`;
}

function render(summary: CheckpointSummary, { width, color }: TerminalOptions): string {
  const { name, config, fileBytes, metadata, dtypes, total, tokenizerFiles, report } = summary;
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
            `${config.layers} of ${config.hiddenSize} units and ${config.heads} heads, ${config.hiddenAct}`,
          ],
          ['vocabulary', `${grouped(config.vocabSize)} tokens`],
          ['positions', grouped(config.maxPositions)],
          ['tokenizer', tokenizerFiles.join(', ') || 'none'],
        ],
        columns,
      ),
      facts(
        [
          ['weights', `${amount(total)}, ${grouped(fileBytes)} bytes`],
          ...dtypes.map((part): [string, string] => [part.dtype, amount(part)]),
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

function misshapen({ name, expected, found }: CheckpointSummary['report']['misshapen'][number]): string {
  return `${name} is [${found.join(', ')}] instead of [${expected.join(', ')}]`;
}

function grouped(count: number): string {
  return count.toLocaleString('en');
}
