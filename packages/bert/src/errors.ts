/** A model's files are missing, damaged or contradict one another. The message is one sentence that names the file. */
export class ModelError extends Error {
  override readonly name: string = 'ModelError';
}

/** A sound model of a kind that this package does not compute; the message says which kinds it does. */
export class UnsupportedModelError extends ModelError {
  override readonly name = 'UnsupportedModelError';
}

/** The hub, or the cache of what came from it, did not give a model. The message is one sentence that says what to do. */
export class HubError extends ModelError {
  override readonly name: string = 'HubError';
}

/** There is no model of that id: not on the hub or, offline, not in the cache. */
export class UnknownModelError extends HubError {
  override readonly name = 'UnknownModelError';
}
