import { type AddedToken, AddedTokenFinder } from './addedTokens.ts';
import { AlignedText } from './alignedText.ts';
import type { Model } from './model/model.ts';
import { normalForm, type Normalizer } from './normalizer/normalizer.ts';
import type { PostProcessor } from './postProcessor/postProcessor.ts';
import { specialTokenCount } from './postProcessor/template.ts';
import type { PreTokenizer } from './preTokenizer/preTokenizer.ts';
import { longestFirst } from './truncate.ts';

/** Ids of the tokens with a role; `pad` and `mask` are null where the vocabulary has none. */
export interface SpecialIds {
  readonly pad: number | null;
  readonly unk: number;
  readonly cls: number;
  readonly sep: number;
  readonly mask: number | null;
}

/** All that a tokenizer file says, checked and resolved: the stages of the work in their order, and tokens that have none of it. */
export interface TokenizerSpec {
  readonly normalizer: Normalizer;
  readonly preTokenizer: PreTokenizer;
  readonly model: Model;
  readonly postProcessor: PostProcessor;
  readonly addedTokens: readonly AddedToken[];
  readonly specialIds: SpecialIds;
}

/** A range of UTF-16 units of the original text, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** The tokens of a text or a pair of texts; all lists have one entry per token. */
export interface Encoding {
  readonly ids: number[];
  readonly tokens: string[];
  /** `token_type_ids` of the model. */
  readonly typeIds: number[];
  /** Where the token stands in its text; null for the special tokens that frame the texts. */
  readonly spans: (Span | null)[];
  /** 0 up to the end of the first text's frame, 1 in the second text's: the text to which a span belongs. */
  readonly segments: (0 | 1)[];
  /**
   * The number of the word (whitespace- and punctuation-delimited) within its text: tokens that share it
   * and their segment are pieces of one word. Null where `spans` is, and for whitespace where there are no words.
   */
  readonly words: (number | null)[];
  /** How many tokens `maxLength` cut off; 0 when it cut none. */
  readonly truncated: number;
}

export interface EncodeOptions {
  /** The most tokens the encoding may have, special tokens included; unlimited when absent. */
  readonly maxLength?: number;
}

/** Texts are worked on in stretches of about this many UTF-16 units where that is possible, so that memory does not grow with them. */
const stretchLength = 1 << 16;

/**
 * Normalizer, pre-tokenizer, model and post-processor, one after the other. Gives the ids and offsets of Hugging Face's `tokenizers`, the offsets in
 * UTF-16 units. Made by `tokenizerFromJson`, `tokenizerFromVocabulary` or `tokenizerFromMerges`.
 */
export class Tokenizer {
  readonly kind: Model['kind'];
  readonly specialIds: SpecialIds;
  /** One more than the greatest id: how many rows an embedding of all tokens has. */
  readonly vocabularySize: number;
  readonly #normalizer: Normalizer;
  readonly #preTokenizer: PreTokenizer;
  readonly #model: Model;
  readonly #postProcessor: PostProcessor;
  /** Ids of added tokens by their content. */
  readonly #added: ReadonlyMap<string, number>;
  /** Tokens by their ids. */
  readonly #tokens: string[] = [];
  readonly #addedInText: AddedTokenFinder;
  readonly #addedInNormalForm: AddedTokenFinder;
  readonly #addedIds: ReadonlySet<number>;
  readonly #written = new AlignedText();
  readonly #normalForm = new AlignedText();

  constructor(spec: TokenizerSpec) {
    this.kind = spec.model.kind;
    this.specialIds = spec.specialIds;
    this.#normalizer = spec.normalizer;
    this.#preTokenizer = spec.preTokenizer;
    this.#model = spec.model;
    this.#postProcessor = spec.postProcessor;
    this.#addedIds = new Set(spec.addedTokens.map(({ id }) => id));
    this.#added = new Map(spec.addedTokens.map(({ content, id }) => [content, id]));
    for (const [token, id] of spec.model.vocabulary) this.#tokens[id] = token;
    for (const [token, id] of this.#added) this.#tokens[id] = token;
    this.vocabularySize = this.#tokens.length;
    const asWritten = spec.addedTokens.filter((token) => !token.normalized);
    const normalized = spec.addedTokens.filter((token) => token.normalized);
    this.#addedInText = new AddedTokenFinder(
      asWritten,
      asWritten.map((token) => token.content),
    );
    this.#addedInNormalForm = new AddedTokenFinder(
      normalized,
      normalized.map((token) => normalForm(this.#normalizer, token.content)),
    );
  }

  tokenToId(token: string): number | undefined {
    return this.#model.vocabulary.get(token) ?? this.#added.get(token);
  }

  idToToken(id: number): string | undefined {
    return this.#tokens[id];
  }

  /**
   * Tokens of `text`, or of `text` and `pair`, with special tokens around them. Takes time proportional to the
   * length of the texts.
   *
   * @throws RangeError if `maxLength` has no room for the special tokens
   * @throws ModelError if the normalizer makes a text long beyond measure
   */
  encode(text: string, pair: string | null = null, options: EncodeOptions = {}): Encoding {
    const { template } = this.#postProcessor;
    const pieces = pair === null ? template.single : template.pair;
    const { maxLength = Infinity } = options;
    const frame = specialTokenCount(pieces);
    if (!(maxLength >= frame && (Number.isInteger(maxLength) || maxLength === Infinity))) {
      throw new RangeError(
        `maxLength must be an integer from ${frame}, the number of special tokens, found ${maxLength}`,
      );
    }
    const room = maxLength - frame;
    const found = [
      this.#tokenize(text, room),
      pair === null ? noTokens : this.#tokenize(pair, room),
    ] as const;
    const kept = longestFirst(found[0].count, found[1].count, room);

    const encoding: Encoding = {
      ids: [],
      tokens: [],
      typeIds: [],
      spans: [],
      segments: [],
      words: [],
      truncated: found[0].count + found[1].count - kept[0] - kept[1],
    };
    let segment: 0 | 1 = 0;
    for (const piece of pieces) {
      if (piece.kind === 'special') {
        this.#append(encoding, piece.id, piece.typeId, segment, null, null);
        continue;
      }
      segment = piece.segment;
      const tokens = found[segment];
      const source = segment === 0 ? text : pair!;
      const words = this.#preTokenizer.wordsOf?.(source, tokens) ?? tokens.preTokens;
      for (let i = 0; i < kept[segment]; i++) {
        const span = this.#spanOf(source, tokens, i);
        this.#append(encoding, tokens.ids[i]!, piece.typeId, segment, span, words[i]!);
      }
    }
    return encoding;
  }

  #append(
    encoding: Encoding,
    id: number,
    typeId: 0 | 1,
    segment: 0 | 1,
    span: Span | null,
    word: number | null,
  ): void {
    encoding.ids.push(id);
    encoding.tokens.push(this.#tokens[id]!);
    encoding.typeIds.push(typeId);
    encoding.segments.push(segment);
    encoding.spans.push(span);
    encoding.words.push(word);
  }

  #spanOf(text: string, { ids, starts, ends }: TextTokens, i: number): Span {
    const { trim } = this.#postProcessor;
    const id = ids[i]!;
    const span = { start: starts[i]!, end: ends[i]! };
    if (!trim) return span;
    const token = this.#addedIds.has(id) ? text.slice(span.start, span.end) : this.#tokens[id]!;
    return trim(text, { token, ...span, isFirst: i === 0 });
  }

  #tokenize(text: string, limit: number): TextTokens {
    const found = new TextTokens(limit);
    for (const part of this.#addedInText.split(text)) {
      if (part.token === null) this.#tokenizePlain(text, part.start, part.end, found);
      else found.addPreToken(part.token.id, part.start, part.end);
    }
    return found;
  }

  /** Tokenises `text[start, end)`, where no added token stands as written. */
  #tokenizePlain(text: string, start: number, end: number, found: TextTokens): void {
    for (let from = start; from < end;) {
      const to = this.#stretchEnd(text, from, end);
      try {
        this.#written.pushText(text, from, to);
        this.#normalizer.normalize(this.#written, this.#normalForm);
        if (this.#addedInNormalForm.isEmpty) this.#tokenizeNormalForm(0, this.#normalForm.length, found);
        else this.#splitNormalForm(found);
      } finally {
        this.#written.clear();
        this.#normalForm.clear();
      }
      from = to;
    }
  }

  /** The end of a stretch of `text[start, end)`: after a character that nothing which depends on another reaches across. */
  #stretchEnd(text: string, start: number, end: number): number {
    const normalizer = this.#normalizer;
    const preTokenizer = this.#preTokenizer;
    if (!this.#addedInNormalForm.isEmpty || !normalizer.endsAfter || !preTokenizer.endsAfter) return end;
    for (let at = start + stretchLength; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (preTokenizer.endsAfter(unit) && normalizer.endsAfter(unit)) return at + 1;
    }
    return end;
  }

  #splitNormalForm(found: TextTokens): void {
    const { length, starts, ends } = this.#normalForm;
    const written = this.#normalForm.slice(0, length);
    let at = 0;
    for (const part of this.#addedInNormalForm.split(written)) {
      const first = at;
      for (let unit = part.start; unit < part.end; at++)
        unit += this.#normalForm.codePoints[at]! > 0xffff ? 2 : 1;
      if (part.token === null) this.#tokenizeNormalForm(first, at, found);
      else found.addPreToken(part.token.id, starts[first]!, ends[at - 1]!);
    }
  }

  #tokenizeNormalForm(first: number, last: number, found: TextTokens): void {
    this.#preTokenizer.split(this.#normalForm, first, last, (text, from, to) => {
      found.beginPreToken();
      this.#model.tokenize(text, from, to, (id, begin, end) =>
        found.add(id, text.starts[begin]!, text.ends[end - 1]!),
      );
    });
  }
}

/** The tokens of one text: all are counted, but no more than `limit` kept. */
class TextTokens {
  readonly ids: number[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly preTokens: number[] = [];
  count = 0;
  readonly #limit: number;
  #preToken = -1;

  constructor(limit: number) {
    this.#limit = limit;
  }

  beginPreToken(): void {
    this.#preToken += 1;
  }

  add(id: number, start: number, end: number): void {
    this.count += 1;
    if (this.count > this.#limit) return;
    this.ids.push(id);
    this.starts.push(start);
    this.ends.push(end);
    this.preTokens.push(this.#preToken);
  }

  /** A token that is a pre-token of its own. */
  addPreToken(id: number, start: number, end: number): void {
    this.beginPreToken();
    this.add(id, start, end);
  }
}

const noTokens = new TextTokens(0);
