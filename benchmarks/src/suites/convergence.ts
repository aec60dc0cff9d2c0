import { directory, loadClassifier, type BertClassifier } from '@gradlens/bert/node';
import { bundledModel } from '@gradlens/model';
import { openBackend } from '@gradlens/tensor/node';
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { measureConvergence, type Result } from '../convergence/measure.ts';
import { plot } from '../convergence/plot.ts';
import { convergenceSection, missingSection, type Subject } from '../convergence/section.ts';
import { evenlySpaced, readSentences } from '../convergence/sentences.ts';
import { summariesByRule } from '../convergence/summary.ts';
import { textOfIds } from '../ig/checkpoint.ts';
import { ensureCheckpoint } from '../ig/explainers.ts';
import { root, versionOf } from '../machine.ts';
import type { Suite, Thoroughness } from '../suite.ts';

const counts: Readonly<Record<Thoroughness, { readonly bundled: number; readonly large: number }>> = {
  full: { bundled: 200, large: 20 },
  quick: { bundled: 10, large: 2 },
};

const bundled: Subject = {
  name: 'bundled model',
  introduction: 'The model that this project trained: 2 layers × 192.',
  plan: {
    rules: ['adaptive', 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 20, 24, 30, 50],
    reference: { points: 200, texts: Infinity },
  },
  goals: { within: 'at least 99 %', median: 'at most 15' },
};

const large: Subject = {
  name: 'random BERT-base-size model',
  introduction: `12 layers × 768. Its weights are random, so that its path is smoother than that of a fine-tuned model may be. Its vocabulary has no
English words: of each token of a sentence it gets the word with the token's number in the bundled model's vocabulary.`,
  // A point takes some hundred times as long as on the bundled model.
  plan: { rules: ['adaptive', 1, 2, 3, 5, 9, 12], reference: { points: 100, texts: 4 } },
  goals: { within: 'at least 99 %', median: 'at most 25' },
};

/** How many gradient evaluations Integrated Gradients needs. A full run draws docs/convergence.svg. */
export const convergence: Suite = {
  name: 'convergence',
  title: 'Convergence of Integrated Gradients',
  async open(thoroughness) {
    const path = process.env.GRADLENS_SENTENCES ?? '../shared/data/sst2/dev.tsv';
    const found = readSentences(resolve(fileURLToPath(root), path));
    async function* sections() {
      if (found === null) {
        yield missingSection(path);
        return;
      }
      const sentences = evenlySpaced(found, counts[thoroughness].bundled);
      const few = evenlySpaced(sentences, counts[thoroughness].large);
      const texts = sentences.map(({ text }) => text);
      const [onBundled, renamed] = await withModel(fileURLToPath(bundledModel), async (model) => [
        await measureConvergence(model, texts, bundled.plan),
        few.map(({ text }) => renamedTokens(model, text)),
      ]);
      yield convergenceSection(bundled, sentences, onBundled);
      const onLarge = await withModel(ensureCheckpoint(), (model) =>
        measureConvergence(model, renamed, large.plan),
      );
      yield convergenceSection(large, few, onLarge);
      if (thoroughness === 'full') {
        writeFileSync(
          new URL('docs/convergence.svg', root),
          plot([panelOf(bundled, onBundled), panelOf(large, onLarge)]),
        );
      }
    }
    return {
      hardware: cpus()[0]?.model ?? 'CPU',
      software: [`@gradlens/ig ${versionOf('packages/ig')}`],
      sections: sections(),
    };
  },
};

/** Loads a model on the CPU, and frees it after `use`. */
async function withModel<Value>(
  folder: string,
  use: (model: BertClassifier) => Promise<Value>,
): Promise<Value> {
  const backend = await openBackend('cpu');
  const model = await loadClassifier(directory(folder), backend);
  process.stderr.write(`${model.name}\n`);
  const value = await use(model);
  await backend.dispose();
  return value;
}

/** The text in words of the random checkpoint, whose vocabulary has no word of English. */
function renamedTokens(model: BertClassifier, text: string): string {
  const { tokens } = model.encode(text);
  return textOfIds(tokens.filter(({ special }) => !special).map(({ id }) => id));
}

function panelOf({ name }: Subject, results: readonly Result[]) {
  return { title: name, summaries: summariesByRule(results) };
}
