import { Option } from 'commander';

/** An option with words that it can take. */
export class WordOption extends Option {
  readonly words: readonly string[];

  constructor(flags: string, description: string, words: readonly string[]) {
    super(flags, description);
    this.words = words;
  }
}
