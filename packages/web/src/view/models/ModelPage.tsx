import { encoderLayers, shown } from '@gradlens/ig/view';
import { useSignal } from '@preact/signals';
import { useEffect } from 'preact/hooks';
import { deviceChoices, type DeviceChoice } from '../../compute/deviceChoices.ts';
import { canKeep } from '../../models/kept.ts';
import { forgetKept, keeping, kept, listKept, openFiles, openHub, wished } from '../../state/kept.ts';
import { cancelOpening, device, model, opening, openModel, source } from '../../state/model.ts';
import { ByteBar } from '../parts/ByteBar.tsx';
import { Choice } from '../parts/Choice.tsx';

const deviceTitles: Readonly<Record<DeviceChoice, string>> = {
  auto: 'the GPU where there is one, else the processor',
  webgpu: 'the GPU (WebGPU)',
  cpu: 'the processor (WebAssembly)',
  plain: 'the processor, with the same bits on every machine',
};

/** The model that explains, where it computes, and others to take in its place. */
export function ModelPage() {
  return (
    <section class="models" aria-label="Model">
      {opening.value && (
        <p class="beside">
          <ByteBar label={`Opening ${opening.value.name}`} progress={opening.value.progress} />
          <button type="button" onClick={cancelOpening}>
            Cancel
          </button>
        </p>
      )}
      <Present />
      {(source.value.kind !== 'bundled' || !model.value) && (
        <p>
          <button type="button" onClick={() => void openModel({ kind: 'bundled' }, device.value)}>
            Back to the bundled model
          </button>
        </p>
      )}
      <Own />
      <Hub />
      <Keep />
      <Kept />
    </section>
  );
}

function Present() {
  const opened = model.value;
  const choice = (
    <Choice
      label="Compute on"
      options={deviceChoices.map((one) => [one, deviceTitles[one]] as const)}
      value={device.value}
      choose={(one) => void openModel(source.value, one)}
    />
  );
  if (!opened) return choice;
  const { name, architecture, labels, maxTokens, device: used, deviceNote } = opened;
  const blocks = encoderLayers(opened).length;
  return (
    <>
      <h2>
        <bdi>{shown(name)}</bdi>
      </h2>
      <dl class="facts">
        <div>
          <dt>kind</dt>
          <dd>
            {architecture}, {blocks} layers, up to {maxTokens} tokens
          </dd>
        </div>
        <div>
          <dt>labels</dt>
          <dd>
            {labels.map((label, i) => (
              <span key={label}>
                {i > 0 && ', '}
                <bdi>{shown(label)}</bdi>
              </span>
            ))}
          </dd>
        </div>
        <div>
          <dt>computes</dt>
          <dd>
            {used.adapter}
            {deviceNote !== null && ` (${deviceNote})`}
          </dd>
        </div>
      </dl>
      {choice}
    </>
  );
}

/** A folder or files of the user's. */
function Own() {
  const pick = (input: HTMLInputElement): void => {
    void openFiles([...(input.files ?? [])], undefined);
    input.value = '';
  };
  return (
    <>
      <h2>Your own model</h2>
      <p>
        A Hugging Face model that classifies texts, labels words or answers questions, of BERT, DistilBERT,
        ELECTRA, RoBERTa, XLM-RoBERTa or ALBERT: config.json, model.safetensors, and its tokenizer. It stays
        in this browser.
      </p>
      <div class="drop">
        <label>
          A folder{' '}
          <input type="file" {...{ webkitdirectory: true }} onChange={(event) => pick(event.currentTarget)} />
        </label>
        <label>
          or its files <input type="file" multiple onChange={(event) => pick(event.currentTarget)} />
        </label>
        <p>or drop them on the page.</p>
      </div>
    </>
  );
}

/** Whether the next model is to stay. */
function Keep() {
  if (!canKeep()) return null;
  return (
    <>
      <h2>The next time</h2>
      <label>
        <input
          type="checkbox"
          checked={wished.value}
          onChange={(event) => (wished.value = event.currentTarget.checked)}
        />{' '}
        Keep models that I open in this browser
      </label>
      {keeping.value && (
        <p>
          <ByteBar label="Keeping a copy" progress={keeping.value} />
        </p>
      )}
    </>
  );
}

function Kept() {
  useEffect(() => void listKept(), []);
  if (kept.value.length === 0) return null;
  return (
    <>
      <h2>Kept in this browser</h2>
      <ul class="kept">
        {kept.value.map(({ id, name, bytes }) => (
          <li key={id} class="beside">
            <bdi>{name}</bdi> <span>{(bytes / 1e6).toFixed(1)} MB</span>
            <button type="button" onClick={() => void openModel({ kind: 'kept', id, name }, device.value)}>
              Open {name}
            </button>
            <button type="button" class="quiet" onClick={() => void forgetKept(id)}>
              Remove {name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Hub() {
  const id = useSignal('');
  return (
    <>
      <h2>From the Hugging Face hub</h2>
      <form
        class="beside"
        onSubmit={(event) => {
          event.preventDefault();
          void openHub(id.value.trim());
        }}
      >
        <label class="field">
          <span>Model id</span>
          <input
            type="text"
            placeholder="owner/name"
            value={id.value}
            onInput={(event) => (id.value = event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={id.value.trim() === ''}>
          Fetch it
        </button>
      </form>
      <p class="hint">
        This alone asks another server: huggingface.co is asked for the model’s files, and sees which ones. No
        text goes there.
      </p>
    </>
  );
}
