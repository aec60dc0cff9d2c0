import { HubError } from '../errors.ts';
import { ConnectionError, reasonOf } from '../hub/connection.ts';
import { showModel, type HubModel } from '../hub/modelId.ts';
import { failureOf } from '../hub/refusal.ts';
import { show } from '../show.ts';
import type { HubSettings } from './settings.ts';

/** A conversation about one model. */
export interface Conversation {
  readonly model: HubModel;
  readonly settings: HubSettings;
  readonly signal: AbortSignal | undefined;
}

export interface Request {
  readonly method?: 'GET' | 'HEAD';
  readonly headers?: Readonly<Record<string, string>>;
  /** Aborts when nothing has come for too long. */
  readonly silence?: AbortSignal;
}

const mostRedirects = 8;
/** Milliseconds until an answer must have begun. */
const patience = 30_000;

const tokenAdvice = 'set HF_TOKEN or log in with "hf auth login"';

/**
 * Asks the hub, and its storage where it redirects there. The access token goes to the hub's own origin alone. The answer to HEAD is that of the first who says what
 * the file is (`X-Linked-Etag`), though it redirects.
 *
 * @throws ConnectionError where nobody answers, or answers that it cannot
 * @throws HubError where the hub refuses
 */
export async function request(
  { model, settings, signal }: Conversation,
  url: string,
  { method = 'GET', headers = {}, silence = AbortSignal.timeout(patience) }: Request = {},
): Promise<Response> {
  const { endpoint, token } = settings;
  const name = showModel(model);
  const stop = signal ? AbortSignal.any([signal, silence]) : silence;
  let target = new URL(url);
  for (let redirects = 0; redirects <= mostRedirects; redirects++) {
    const own = target.origin === new URL(endpoint).origin;
    const response = await fetch(target, {
      method,
      // Compressed, the size would not be known.
      headers: {
        ...headers,
        'Accept-Encoding': 'identity',
        ...(own && token && { Authorization: `Bearer ${token}` }),
      },
      redirect: 'manual',
      signal: stop,
    }).catch((error: unknown) => {
      signal?.throwIfAborted();
      throw new ConnectionError(
        `${name}: ${target.host} could not be reached (${reasonOf(error)}): look at your network; models in the cache, or in a folder, work without`,
        { cause: error },
      );
    });
    const location = response.headers.get('location');
    if (location === null || response.status < 300 || response.status >= 400) {
      if (response.ok || response.status === 416) return response;
      await response.body?.cancel();
      throw failureOf(response, own, { model, endpoint, withToken: token !== undefined, tokenAdvice });
    }
    if (method === 'HEAD' && response.headers.has('x-linked-etag')) return response;
    await response.body?.cancel();
    target = followed(target, location, name);
  }
  throw new HubError(`${name}: ${new URL(endpoint).host} redirects without end`);
}

function followed(from: URL, location: string, name: string): URL {
  const to = URL.canParse(location, from) ? new URL(location, from) : undefined;
  if (to?.protocol === 'https:' || (to?.protocol === 'http:' && from.protocol === 'http:')) return to;
  throw new HubError(
    `${name}: ${from.host} redirects to ${show(location)}, which is not asked; expected an address with https`,
  );
}
