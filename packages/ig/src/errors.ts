/** An option or argument that cannot be taken; the message is one sentence for the user. */
export class OptionError extends Error {
  /** The option's name as the library spells it, for example `batchSize`. */
  readonly option: string;

  constructor(option: string, message: string) {
    super(message);
    this.name = 'OptionError';
    this.option = option;
  }
}

/** A text of which nothing is to be explained, though nothing is wrong with it; the message is one sentence for the user. */
export class NothingToExplainError extends Error {
  override readonly name = 'NothingToExplainError';
}

/** A sound model that is for another task than what is asked of it; the message is one sentence for the user. */
export class TaskError extends Error {
  override readonly name = 'TaskError';
}
