import { join } from 'node:path';

/**
 * Where things of a model are in the cache that Python's huggingface_hub shares (`hf_hub_download` in its `file_download.py`): contents by their etags in
 * `blobs`, links to them by commit in `snapshots`, commits by branch or tag in `refs`.
 */
export class Layout {
  readonly #model: string;
  readonly #locks: string;

  /** @param cache the folder of all models */
  constructor(cache: string, id: string) {
    const name = `models--${id.replace('/', '--')}`;
    this.#model = join(cache, name);
    this.#locks = join(cache, '.locks', name);
  }

  snapshot(commit: string): string {
    return join(this.#model, 'snapshots', commit);
  }

  blob(etag: string): string {
    return join(this.#model, 'blobs', etag);
  }

  /** A text: the commit. */
  ref(revision: string): string {
    return join(this.#model, 'refs', ...revision.split('/'));
  }

  /** An empty file, which says that the commit has no file of that name. */
  absence(commit: string, fileName: string): string {
    return join(this.#model, '.no_exist', commit, fileName);
  }

  /** Not the name of Python's lock beside it, which is one of another kind (flock). */
  lock(etag: string): string {
    return join(this.#locks, `${etag}.gradlens.lock`);
  }
}
