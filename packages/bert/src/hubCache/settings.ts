import { readFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { HubError } from '../errors.ts';
import { publicHub } from '../hub/routes.ts';
import { show } from '../show.ts';

/** Where models are kept and asked for. */
export interface HubSettings {
  /** The hub's address, without a slash at its end. */
  readonly endpoint: string;
  /** The folder that models are kept in. */
  readonly cache: string;
  readonly token: string | undefined;
  /** Whether the hub must not be asked. */
  readonly offline: boolean;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The settings that huggingface_hub takes from the environment (its `constants.py`): HF_HOME, HF_HUB_CACHE, HF_ENDPOINT, HF_TOKEN, the file that
 * `hf auth login` writes, HF_HUB_OFFLINE.
 *
 * @throws HubError if one of them cannot be what it is for
 */
export async function hubSettings(environment: Environment): Promise<HubSettings> {
  const path = (text: string): string => expand(text, environment);
  const home = path(
    environment.HF_HOME || join(environment.XDG_CACHE_HOME || join(homedir(), '.cache'), 'huggingface'),
  );
  return {
    endpoint: checkEndpoint(environment.HF_ENDPOINT || publicHub),
    cache: path(environment.HF_HUB_CACHE || environment.HUGGINGFACE_HUB_CACHE || join(home, 'hub')),
    token: await accessToken(environment, path(environment.HF_TOKEN_PATH || join(home, 'token'))),
    offline: isTrue(environment.HF_HUB_OFFLINE || environment.TRANSFORMERS_OFFLINE),
  };
}

function checkEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash)
    throw new HubError(`HF_ENDPOINT is ${show(text)}; expected an address like ${publicHub}`);
  // As it was understood: without the blanks that a file of settings leaves around it.
  return url.href.replace(/\/+$/, '');
}

/** That of the environment goes before that of the file. */
async function accessToken(environment: Environment, path: string): Promise<string | undefined> {
  const ofEnvironment = environment.HF_TOKEN || environment.HUGGING_FACE_HUB_TOKEN;
  const source = ofEnvironment ? 'HF_TOKEN' : path;
  if (!ofEnvironment && isTrue(environment.HF_HUB_DISABLE_IMPLICIT_TOKEN)) return undefined;
  const token = (ofEnvironment || (await readFile(path, 'utf8').catch(() => ''))).trim();
  // What it is goes into no message.
  if (!/^[\x21-\x7e]*$/.test(token)) throw new HubError(`${source}: not an access token of the hub`);
  return token || undefined;
}

function isTrue(value: string | undefined): boolean {
  return value !== undefined && ['1', 'ON', 'YES', 'TRUE'].includes(value.toUpperCase());
}

/** `~` and variables, as Python's `expanduser` and `expandvars` do. */
function expand(path: string, environment: Environment): string {
  return path
    .replace(/^~(?=$|[/\\])/, () => homedir())
    .replaceAll(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced?: string, bare?: string) => {
      return environment[(braced ?? bare)!] ?? whole;
    });
}
