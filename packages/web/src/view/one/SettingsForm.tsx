import { explainerNames, explainerTitles, methods, outputKinds } from '@gradlens/ig/view';
import { model } from '../../state/model.ts';
import { applies, initialSettings, type Settings } from '../../state/settings.ts';
import type { Subject } from '../../state/subject.ts';
import { Choice } from '../parts/Choice.tsx';

const baselines = [
  ['pad', '[PAD] in place of each word'],
  ['mask', '[MASK] in place of each word'],
  ['unk', '[UNK] in place of each word'],
  ['zero', 'zeros'],
  ['mean', 'the mean of all words'],
  ['text:', 'another text'],
] as const;
type BaselineKind = (typeof baselines)[number][0];

/** How the text is to be explained. What does not matter to the explainer cannot be chosen. */
export function SettingsForm({ subject }: { readonly subject: Subject }) {
  const opened = model.value;
  if (!opened) return null;
  const settings = subject.settings.value;
  const traits = opened.explainers[settings.explainer];
  const known = applies(traits);
  const set = (changes: Partial<Settings>): void => {
    subject.settings.value = { ...settings, ...changes };
  };
  const kind: BaselineKind = settings.baseline.startsWith('text:')
    ? 'text:'
    : (settings.baseline as BaselineKind);
  const neutral: readonly string[] = opened.neutral;
  const possible = baselines.filter(
    ([name]) =>
      (name === 'zero' || name === 'mean' ? known.activations : true) &&
      (name === 'pad' || name === 'mask' || name === 'unk' ? neutral.includes(name) : true),
  );
  const layers = known.encoderLayers
    ? opened.layers.filter((name) => name.startsWith('encoder.'))
    : opened.layers;
  const changed =
    JSON.stringify({ ...settings, target: '' }) !== JSON.stringify({ ...initialSettings, target: '' });
  return (
    <details class="settings">
      <summary>
        {explainerTitles[settings.explainer]}
        {known.baseline && `, baseline ${settings.baseline}`}, {settings.output}
      </summary>
      <div class="fields">
        <Choice
          label="Method"
          value={settings.explainer}
          options={explainerNames.map((name) => [name, explainerTitles[name]] as const)}
          choose={(explainer) => set({ explainer, steps: null, layer: null })}
        />
        <Choice
          label="Baseline"
          value={kind}
          options={possible}
          disabled={!known.baseline}
          choose={(baseline) => set({ baseline: baseline === 'text:' ? 'text:it' : baseline })}
        />
        {kind === 'text:' && known.baseline && (
          <label class="field">
            <span>Baseline text</span>
            <input
              type="text"
              value={settings.baseline.slice('text:'.length)}
              onInput={(event) => set({ baseline: `text:${event.currentTarget.value}` })}
            />
          </label>
        )}
        <Choice
          label="What is explained"
          value={settings.output}
          options={outputKinds.map((output) => [output, output.replace('-', ' ')] as const)}
          disabled={opened.regression}
          choose={(output) => set({ output })}
        />
        <Choice
          label="Integration"
          value={settings.method}
          options={methods
            .filter((method) => known.adaptive || method !== 'adaptive' || !known.method)
            .map((method) => [method, method.replace('_', ' ')] as const)}
          disabled={!known.method}
          choose={(method) => set({ method })}
        />
        <label class="field">
          <span>Steps</span>
          <input
            type="number"
            min={1}
            max={5000}
            disabled={!known.steps}
            placeholder="automatic"
            value={settings.steps ?? ''}
            onChange={(event) => {
              const steps = event.currentTarget.valueAsNumber;
              set({ steps: Number.isSafeInteger(steps) && steps > 0 ? steps : null });
            }}
          />
        </label>
        <Choice
          label="Layer"
          value={settings.layer ?? ''}
          options={[['', 'automatic'] as const, ...layers.map((name) => [name, name] as const)]}
          disabled={!known.layer}
          choose={(layer) => set({ layer: layer === '' ? null : layer })}
        />
        {changed && (
          <button
            type="button"
            class="quiet"
            onClick={() => set({ ...initialSettings, target: settings.target })}
          >
            As at first
          </button>
        )}
      </div>
    </details>
  );
}
