/** A model of the hub. */
export interface HubModel {
  /** `owner/name`, or the `name` alone of the oldest ones. */
  readonly id: string;
  /** A branch, a tag or a commit. */
  readonly revision: string;
}

/** What an id looks like, for messages. */
export const modelIdForm = 'owner/name or owner/name@revision';

/** `validate_repo_id` of huggingface_hub (`utils/_validators.py`), in ASCII. */
const segment = /^\w(?:[\w.-]{0,94}\w)?$/;
/** What is allowed of names of branches and tags (git check-ref-format) and harmless in a path. */
const revisionPart = /^[\w+-](?:[\w.+-]*[\w+-])?$/;
const longestRevision = 200;

/** Reads `owner/name` or `owner/name@revision`; undefined for everything else, paths among it. */
export function parseModelId(text: string): HubModel | undefined {
  const at = text.indexOf('@');
  const id = at < 0 ? text : text.slice(0, at);
  const revision = at < 0 ? 'main' : text.slice(at + 1);
  const names = id.split('/');
  const named =
    names.length <= 2 &&
    names.every((name) => segment.test(name) && !/--|\.\./.test(name)) &&
    !id.endsWith('.git');
  const parts = revision.split('/');
  const revised =
    revision.length <= longestRevision &&
    parts.every((part) => revisionPart.test(part) && !part.includes('..') && !part.endsWith('.lock'));
  return named && revised ? { id, revision } : undefined;
}

/** As it is written. */
export function showModel({ id, revision }: HubModel): string {
  return revision === 'main' ? id : `${id}@${revision}`;
}

/** A commit's name in full, which stands for the same files for ever. */
export function isCommit(revision: string): boolean {
  return /^[0-9a-f]{40}$/.test(revision);
}
