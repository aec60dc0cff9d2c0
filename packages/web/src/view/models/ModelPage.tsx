import { useEffect, useState } from 'preact/hooks';
import { deviceChoices, type DeviceChoice } from '../../compute/deviceChoices.ts';
import { canKeep } from '../../models/kept.ts';
import { forgetKept, keeping, kept, listKept, openFiles } from '../../state/kept.ts';
import {
  cancelOpening,
  device,
  model,
  opening,
  openingFailure,
  openModel,
  source,
} from '../../state/model.ts';
import { ByteBar } from '../parts/ByteBar.tsx';
import { Choice } from '../parts/Choice.tsx';
import { dropped } from '../parts/dropped.ts';

const deviceTitles: Readonly<Record<DeviceChoice, string>> = {
  auto: 'the GPU where there is one, else the CPU',
  webgpu: 'WebGPU',
  cpu: 'CPU (WebAssembly)',
  plain: 'CPU, the same bits on every machine (slower)',
};

/** The model that explains, where it computes, and others to take in its place. */
export function ModelPage() {
  return (
    <section class="models" aria-label="Model">
      <Present />
      {opening.value && (
        <p class="beside">
          <ByteBar label={`Opening ${opening.value.name}`} progress={opening.value.progress} />
          <button type="button" onClick={cancelOpening}>
            Cancel
          </button>
        </p>
      )}
      {openingFailure.value !== null && (
        <p class="failure" role="alert">
          {openingFailure.value}
        </p>
      )}
      <Own />
      <Kept />
      <Hub />
      {source.value.kind !== 'bundled' && (
        <p>
          <button type="button" onClick={() => void openModel({ kind: 'bundled' }, device.value)}>
            Back to the bundled model
          </button>
        </p>
      )}
    </section>
  );
}

function Present() {
  if (!model.value) return null;
  const { name, architecture, labels, layers, maxTokens, device: used, deviceNote } = model.value;
  const blocks = layers.filter((layer) => layer.startsWith('encoder.')).length;
  return (
    <>
      <h2>{name}</h2>
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
              <>
                {i > 0 && ', '}
                <bdi>{label}</bdi>
              </>
            ))}
          </dd>
        </div>
        <div>
          <dt>computes</dt>
          <dd>
            {used.backend}, {used.adapter}
            {deviceNote !== null && ` (${deviceNote})`}
          </dd>
        </div>
      </dl>
      <Choice
        label="Compute on"
        options={deviceChoices.map((choice) => [choice, deviceTitles[choice]] as const)}
        value={device.value}
        choose={(choice) => void openModel(source.value, choice)}
      />
    </>
  );
}

/** A folder or files of the user's. */
function Own() {
  const [wished, wish] = useState(false);
  const pick = (input: HTMLInputElement): void => {
    void openFiles([...(input.files ?? [])], undefined, wished);
    input.value = '';
  };
  return (
    <>
      <h2>Your own model</h2>
      <p>
        A fine-tuned Hugging Face <code>BertForSequenceClassification</code>: config.json, model.safetensors,
        and tokenizer.json or vocab.txt. It stays in this browser.
      </p>
      <div
        class="drop"
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault();
          void dropped(event).then(({ files, folder }) => openFiles(files, folder, wished));
        }}
      >
        <label>
          Choose a folder{' '}
          <input type="file" {...{ webkitdirectory: true }} onChange={(event) => pick(event.currentTarget)} />
        </label>
        <label>
          or its files <input type="file" multiple onChange={(event) => pick(event.currentTarget)} />
        </label>
        <p>or drop them here.</p>
      </div>
      {canKeep() && (
        <label>
          <input type="checkbox" checked={wished} onChange={(event) => wish(event.currentTarget.checked)} />{' '}
          Keep it in this browser for the next time
        </label>
      )}
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
        {kept.value.map(({ name, bytes }) => (
          <li key={name} class="beside">
            <bdi>{name}</bdi> <span>{(bytes / 1e6).toFixed(1)} MB</span>
            <button type="button" onClick={() => void openModel({ kind: 'kept', name }, device.value)}>
              Open {name}
            </button>
            <button type="button" class="quiet" onClick={() => void forgetKept(name)}>
              Remove {name}
            </button>
          </li>
        ))}
      </ul>
    </>
  );
}

function Hub() {
  const [id, setId] = useState('');
  return (
    <>
      <h2>From the Hugging Face hub</h2>
      <form
        class="beside"
        onSubmit={(event) => {
          event.preventDefault();
          void openModel({ kind: 'hub', id: id.trim() }, device.value);
        }}
      >
        <label class="field">
          <span>Model id</span>
          <input
            type="text"
            placeholder="owner/name"
            value={id}
            onInput={(event) => setId(event.currentTarget.value)}
          />
        </label>
        <button type="submit" disabled={id.trim() === ''}>
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
