import { HubError, UnknownModelError } from '../errors.ts';
import { show } from '../show.ts';
import { ConnectionError } from './connection.ts';
import { publicHub } from './routes.ts';
import { showModel, type HubModel } from './modelId.ts';

export interface Asked {
  readonly model: HubModel;
  readonly endpoint: string;
  /** Whether an access token went along. */
  readonly withToken: boolean;
  /** What is to be done to send one. */
  readonly tokenAdvice: string;
}

/**
 * What it means that a request for a file, or for a model, was not answered: the hub refuses, or a server cannot. `own` tells whether it is the hub that answered, and not its storage.
 */
export function failureOf(response: Response, own: boolean, asked: Asked): HubError {
  // Links to the storage go out of date; the hub gives new ones.
  if (response.status < 500 && (own || response.headers.has('x-error-code')))
    return refusalOf(response, asked);
  const host = own || !response.url ? hostOf(asked.endpoint) : new URL(response.url).host;
  return new ConnectionError(
    `${showModel(asked.model)}: ${host} answers with status ${response.status}: try again later`,
  );
}

/**
 * What it means that the hub did not give what it was asked for, and what to do about it. The codes are those of
 * `hf_raise_for_status` in huggingface_hub (`utils/_http.py`).
 */
function refusalOf({ status, headers }: Response, asked: Asked): HubError {
  const { model, endpoint, withToken, tokenAdvice } = asked;
  const name = showModel(model);
  const page = `${endpoint}/${model.id}`;
  const code = headers.get('x-error-code');
  const message = headers.get('x-error-message');
  if (code === 'RevisionNotFound') {
    return new HubError(
      `${name}: the model has no revision ${show(model.revision)}: its branches and tags are at ${page}/tree/main`,
    );
  }
  if (code === 'EntryNotFound')
    return new HubError(`${name}: the hub no longer has one of its files: try again`);
  if (code === 'GatedRepo') {
    return new HubError(
      withToken
        ? `${name}: its conditions have to be accepted first: do that at ${page} with the account of your token, and wait until access is granted`
        : `${name}: its conditions have to be accepted first: do that at ${page}, then ${tokenAdvice}`,
    );
  }
  if (message === 'Invalid credentials in Authorization header') {
    return new HubError(
      `${name}: the hub does not accept the access token: make a new one at ${publicHub}/settings/tokens and ${tokenAdvice}`,
    );
  }
  if (message === 'Access to this resource is disabled.')
    return new HubError(`${name}: the hub has disabled access to it: see ${page}`);
  // The hub answers 401 for what does not exist, too, so that nobody learns what is private.
  if (code === 'RepoNotFound' || status === 401 || status === 404) {
    return new UnknownModelError(
      withToken
        ? `${name}: ${hostOf(endpoint)} has no such model, or your token may not read it: look at the spelling, owner/name`
        : `${name}: ${hostOf(endpoint)} has no such public model: look at the spelling, owner/name; if it is private, ${tokenAdvice}`,
    );
  }
  if (status === 403)
    return new HubError(
      `${name}: the hub forbids it${message === null ? '' : ` (${show(message)})`}: see ${page}`,
    );
  if (status === 429)
    return new HubError(`${name}: the hub asks to wait (status 429): try again in some minutes`);
  return new HubError(`${name}: ${hostOf(endpoint)} answers with status ${status}: try again later`);
}

function hostOf(endpoint: string): string {
  return new URL(endpoint).host;
}
