import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { hubSettings } from '../src/hubCache/settings.ts';

const home = mkdtempSync(join(tmpdir(), 'gradlens-hub-'));
writeFileSync(join(home, 'token'), ' hf_file\n');
writeFileSync(join(home, 'other'), 'hf_other');
afterAll(() => rmSync(home, { recursive: true }));

// The rules are those of huggingface_hub's constants.py and of get_token in its utils/_auth.py.
test.each([
  [
    {},
    { endpoint: 'https://huggingface.co', cache: join(homedir(), '.cache/huggingface/hub'), offline: false },
  ],
  [{ XDG_CACHE_HOME: '/x' }, { cache: '/x/huggingface/hub' }],
  [
    { XDG_CACHE_HOME: '/x', HF_HOME: home },
    { cache: join(home, 'hub'), token: 'hf_file' },
  ],
  [{ HF_HOME: '~/hf' }, { cache: join(homedir(), 'hf/hub') }],
  [
    { HF_HOME: home, HF_HUB_CACHE: '$DISK/${NAME}/$NONE', DISK: '/disk', NAME: 'hub' },
    { cache: '/disk/hub/$NONE' },
  ],
  [{ HUGGINGFACE_HUB_CACHE: '/old' }, { cache: '/old' }],
  [{ HF_HOME: home, HF_TOKEN: 'hf_variable' }, { token: 'hf_variable' }],
  [{ HF_HOME: home, HF_TOKEN: '' }, { token: 'hf_file' }],
  [{ HF_HOME: home, HF_TOKEN_PATH: join(home, 'other') }, { token: 'hf_other' }],
  [{ HF_HOME: home, HF_HUB_DISABLE_IMPLICIT_TOKEN: '1' }, { token: undefined }],
  [{ HF_HOME: '/nowhere' }, { token: undefined }],
  [{ HF_ENDPOINT: 'https://mirror.org/hub/' }, { endpoint: 'https://mirror.org/hub' }],
  [{ HF_ENDPOINT: ' https://mirror.org \r\n' }, { endpoint: 'https://mirror.org' }],
  [{ HF_HUB_OFFLINE: 'yes' }, { offline: true }],
  [{ TRANSFORMERS_OFFLINE: '1' }, { offline: true }],
  [{ HF_HUB_OFFLINE: '0' }, { offline: false }],
])('of %j', async (environment, expected) => {
  expect(await hubSettings(environment)).toMatchObject(expected);
});
