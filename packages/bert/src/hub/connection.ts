import { HubError } from '../errors.ts';

/** The network or a server failed: what was asked for may come the next time. */
export class ConnectionError extends HubError {}

/** Whether it is what `fetch` and its streams throw where a connection breaks, or nothing comes in time. */
export function isBroken(error: unknown): boolean {
  return (
    error instanceof TypeError ||
    (error instanceof DOMException && /^(?:Abort|Timeout)Error$/.test(error.name))
  );
}

/** Why a connection failed, in a few words. */
export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === 'TimeoutError' || error.name === 'AbortError') return 'no answer';
  const { cause } = error;
  return cause instanceof Error && 'code' in cause ? String(cause.code) : error.message;
}
