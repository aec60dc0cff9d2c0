/** A model's files are missing, damaged or contradict one another. The message is one sentence that names the file. */
export class ModelError extends Error {
  override readonly name: string = 'ModelError';
}

/** A sound model of a kind that this package does not compute; the message says which kinds it does. */
export class UnsupportedModelError extends ModelError {
  override readonly name = 'UnsupportedModelError';
}
