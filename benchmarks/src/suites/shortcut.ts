import type { Accuracy } from '@gradlens/model/train';
import { cpuBackend } from '@gradlens/tensor';
import { cpus } from 'node:os';
import { versionOf } from '../machine.ts';
import { trainShortcut } from '../shortcut/classifier.ts';
import { methods, nameOf } from '../shortcut/methods.ts';
import { recover, type MethodRecovery, type Subject } from '../shortcut/recovery.ts';
import { shortcutSection } from '../shortcut/section.ts';
import { withPlantedWord } from '../shortcut/texts.ts';
import type { Section, Suite, Thoroughness } from '../suite.ts';

/** Classifiers, by their seeds, and the texts of each that are explained. A sign that is right by luck is not so in all of them. */
const sizes = {
  full: { seeds: [1, 2, 3, 4, 5], texts: 12 },
  quick: { seeds: [1, 2], texts: 3 },
};

/** Whether explanations find the one word that a classifier obeys. */
export const shortcut: Suite = {
  name: 'shortcut',
  title: 'A planted shortcut',
  async open(thoroughness) {
    return {
      hardware: cpus()[0]?.model ?? 'CPU',
      software: [`@gradlens/ig ${versionOf('packages/ig')}`],
      sections: sections(thoroughness),
    };
  },
};

async function* sections(thoroughness: Thoroughness): AsyncGenerator<Section> {
  // One thread, because the model is small; instructions of any machine, so that the classifiers are the same on all.
  const backend = await cpuBackend({ simd: 'plain' });
  const size = sizes[thoroughness];
  const subjects: Subject[] = [];
  const accuracies: Accuracy[] = [];
  for (const seed of size.seeds) {
    process.stderr.write(`training, seed ${seed}\n`);
    const { model, heldOut, accuracy } = await trainShortcut(seed, backend);
    subjects.push({ model, texts: withPlantedWord(heldOut).slice(0, size.texts) });
    accuracies.push(accuracy);
  }
  const recoveries: MethodRecovery[] = [];
  for (const method of methods) {
    process.stderr.write(`${nameOf(method)}, ${method.baseline ?? 'no baseline'}\n`);
    recoveries.push(await recover(method, subjects));
  }
  await backend.dispose();
  const texts = subjects.flatMap((subject) => subject.texts);
  yield shortcutSection(accuracies, texts, recoveries);
}
