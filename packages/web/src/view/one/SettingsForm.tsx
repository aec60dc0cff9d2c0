import { explainerNames, explainerTitles } from '@gradlens/ig/view';
import { model } from '../../state/model.ts';
import { choicesOf, initialSettings, kindOf, suited, type Settings } from '../../state/settings.ts';
import type { Subject } from '../../state/subject.ts';
import { Choice } from '../parts/Choice.tsx';
import { TargetChoice } from './TargetChoice.tsx';

const baselineTitles: Readonly<Record<string, string>> = {
  pad: '[PAD] in place of each word',
  mask: '[MASK] in place of each word',
  unk: '[UNK] in place of each word',
  zero: 'zeros',
  mean: 'the mean of all words',
  'text:': 'another text',
};

/** How the text is to be explained: what the model and the explainer leave to choose. */
export function SettingsForm({ subject }: { readonly subject: Subject }) {
  const opened = model.value;
  if (!opened) return null;
  const settings = subject.settings.value;
  const { baselines, methods, steps, layers, outputs, window } = choicesOf(settings.explainer, opened);
  const set = (changes: Partial<Settings>): void => {
    subject.settings.value = suited({ ...settings, ...changes }, opened);
  };
  const kind = kindOf(settings.baseline);
  const same = <Value extends string>(values: readonly Value[]) =>
    values.map((value) => [value, value.replaceAll(/[_-]/g, ' ')] as const);
  return (
    <details class="settings">
      <summary>
        How: {explainerTitles[settings.explainer]}
        {baselines.length > 0 && `, from ${baselineTitles[settings.baseline] ?? settings.baseline}`},{' '}
        {settings.output}
      </summary>
      <div class="fields">
        <TargetChoice subject={subject} task={opened.task} set={set} />
        <Choice
          label="Method"
          value={settings.explainer}
          options={explainerNames
            .filter((name) => opened.explainers[name])
            .map((name) => [name, explainerTitles[name]] as const)}
          choose={(explainer) => set({ explainer, steps: null, layer: null })}
        />
        {baselines.length > 0 && (
          <Choice
            label="Baseline: what stands for no text"
            value={kind}
            options={baselines.map((name) => [name, baselineTitles[name]!] as const)}
            choose={(baseline) => set({ baseline: baseline === 'text:' ? 'text:it' : baseline })}
          />
        )}
        {kind === 'text:' && baselines.length > 0 && (
          <label class="field">
            <span>Baseline text</span>
            <input
              type="text"
              value={settings.baseline.slice('text:'.length)}
              onInput={(event) => set({ baseline: `text:${event.currentTarget.value}` })}
            />
          </label>
        )}
        {outputs.length > 1 && (
          <Choice
            label="What is explained"
            value={settings.output}
            options={same(outputs)}
            choose={(output) => set({ output })}
          />
        )}
        {methods.length > 0 && (
          <Choice
            label="Points on the path"
            value={settings.method}
            options={same(methods)}
            choose={(method) => set({ method })}
          />
        )}
        {steps && (
          <label class="field">
            <span>Steps</span>
            <input
              type="number"
              min={2}
              max={5000}
              placeholder="automatic"
              value={settings.steps ?? ''}
              onChange={({ currentTarget: input }) => {
                if (!input.reportValidity()) return;
                set({ steps: input.value === '' ? null : input.valueAsNumber });
              }}
            />
          </label>
        )}
        {layers.length > 0 && (
          <Choice
            label="Layer"
            value={settings.layer ?? ''}
            options={[['', 'automatic'] as const, ...same(layers)]}
            choose={(layer) => set({ layer: layer === '' ? null : layer })}
          />
        )}
        {window && (
          <label>
            <input
              type="checkbox"
              checked={settings.window}
              onChange={(event) => set({ window: event.currentTarget.checked })}
            />{' '}
            Read long texts in windows
          </label>
        )}
        <button type="button" class="quiet" onClick={() => set(initialSettings)}>
          As at first
        </button>
      </div>
    </details>
  );
}
