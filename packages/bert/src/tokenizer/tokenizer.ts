import { type AddedToken, AddedTokenFinder } from './addedTokens.ts';
import { AlignedText } from './alignedText.ts';
import { Normalizer, type NormalizerOptions } from './normalizer.ts';
import { preTokenize } from './preTokenize.ts';
import { specialTokenCount, type Template } from './template.ts';
import { longestFirst } from './truncate.ts';
import { CharacterClass, hasClass } from './unicode.ts';
import { WordPiece, type WordPieceOptions } from './wordPiece.ts';

/** Ids of the tokens with a role; `pad` and `mask` are null where the vocabulary has none. */
export interface SpecialIds {
  readonly pad: number | null;
  readonly unk: number;
  readonly cls: number;
  readonly sep: number;
  readonly mask: number | null;
}

/** All that a tokenizer file says, checked and resolved: what `Tokenizer` is made from. */
export interface TokenizerSpec {
  readonly normalizer: NormalizerOptions;
  readonly model: WordPieceOptions;
  readonly addedTokens: readonly AddedToken[];
  readonly template: Template;
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
   * The number of the pre-token (whitespace- and punctuation-delimited) within its text: tokens that share it
   * and their segment are pieces of one word. Null where `spans` is.
   */
  readonly words: (number | null)[];
  /** How many tokens `maxLength` cut off; 0 when it cut none. */
  readonly truncated: number;
}

export interface EncodeOptions {
  /** The most tokens the encoding may have, special tokens included; unlimited when absent. */
  readonly maxLength?: number;
}

/** Texts are normalised in stretches of about this many UTF-16 units, so that memory does not grow with them. */
const stretchLength = 1 << 16;

/**
 * The WordPiece tokenizer of BERT. Gives the ids and offsets of Hugging Face's `tokenizers`, the offsets in
 * UTF-16 units. Made by `tokenizerFromJson` or `tokenizerFromVocabulary`.
 */
export class Tokenizer {
  readonly specialIds: SpecialIds;
  /** One more than the greatest id: how many rows an embedding of all tokens has. */
  readonly vocabularySize: number;
  readonly #normalizer: Normalizer;
  readonly #wordPiece: WordPiece;
  readonly #template: Template;
  readonly #idsByToken: Map<string, number>;
  readonly #tokensById: Map<number, string>;
  readonly #addedInText: AddedTokenFinder;
  readonly #addedInNormalForm: AddedTokenFinder;
  readonly #normalForm = new AlignedText();

  constructor(spec: TokenizerSpec) {
    this.specialIds = spec.specialIds;
    this.#normalizer = new Normalizer(spec.normalizer);
    this.#wordPiece = new WordPiece(spec.model);
    this.#template = spec.template;
    this.#idsByToken = new Map(spec.model.vocabulary);
    for (const token of spec.addedTokens) this.#idsByToken.set(token.content, token.id);
    this.#tokensById = new Map();
    let greatestId = -1;
    for (const [token, id] of this.#idsByToken) {
      this.#tokensById.set(id, token);
      greatestId = Math.max(greatestId, id);
    }
    this.vocabularySize = greatestId + 1;
    const asWritten = spec.addedTokens.filter((token) => !token.normalized);
    const normalized = spec.addedTokens.filter((token) => token.normalized);
    this.#addedInText = new AddedTokenFinder(
      asWritten,
      asWritten.map((token) => token.content),
    );
    this.#addedInNormalForm = new AddedTokenFinder(
      normalized,
      normalized.map((token) => this.#normalizer.apply(token.content)),
    );
  }

  tokenToId(token: string): number | undefined {
    return this.#idsByToken.get(token);
  }

  idToToken(id: number): string | undefined {
    return this.#tokensById.get(id);
  }

  /**
   * Tokens of `text`, or of `text` and `pair`, with special tokens around them. Takes time proportional to the
   * length of the texts.
   *
   * @throws RangeError if `maxLength` has no room for the special tokens
   */
  encode(text: string, pair: string | null = null, options: EncodeOptions = {}): Encoding {
    const pieces = pair === null ? this.#template.single : this.#template.pair;
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
      for (let i = 0; i < kept[segment]; i++) {
        const span = { start: tokens.starts[i]!, end: tokens.ends[i]! };
        this.#append(encoding, tokens.ids[i]!, piece.typeId, segment, span, tokens.words[i]!);
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
    encoding.tokens.push(this.#tokensById.get(id)!);
    encoding.typeIds.push(typeId);
    encoding.segments.push(segment);
    encoding.spans.push(span);
    encoding.words.push(word);
  }

  #tokenize(text: string, limit: number): TextTokens {
    const found = new TextTokens(limit);
    for (const part of this.#addedInText.split(text)) {
      if (part.token === null) this.#tokenizePlain(text, part.start, part.end, found);
      else found.addWord(part.token.id, part.start, part.end);
    }
    return found;
  }

  /** Tokenises `text[start, end)`, where no added token stands as written. */
  #tokenizePlain(text: string, start: number, end: number, found: TextTokens): void {
    const normalForm = this.#normalForm;
    for (let from = start; from < end;) {
      const to = this.#addedInNormalForm.isEmpty ? this.#stretchEnd(text, from, end) : end;
      this.#normalizer.normalize(text, from, to, normalForm);
      if (this.#addedInNormalForm.isEmpty) this.#tokenizeNormalForm(0, normalForm.length, found);
      else this.#splitNormalForm(found);
      normalForm.clear();
      from = to;
    }
  }

  /** The end of a stretch of `text[start, end)`: after a character which no word, mark or case reaches across. */
  #stretchEnd(text: string, start: number, end: number): number {
    const { handleChineseChars } = this.#normalizer.options;
    const divides =
      CharacterClass.whitespace |
      CharacterClass.punctuation |
      (handleChineseChars ? CharacterClass.chinese : 0);
    const changes = CharacterClass.removed | CharacterClass.decomposes | CharacterClass.combines;
    for (let at = start + stretchLength; at < end; at++) {
      const unit = text.charCodeAt(at);
      if (hasClass(unit, divides) && !hasClass(unit, changes)) return at + 1;
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
      else found.addWord(part.token.id, starts[first]!, ends[at - 1]!);
    }
  }

  #tokenizeNormalForm(first: number, last: number, found: TextTokens): void {
    const { starts, ends } = this.#normalForm;
    const onPiece = (id: number, from: number, to: number): void =>
      found.add(id, starts[from]!, ends[to - 1]!);
    preTokenize(this.#normalForm, first, last, (from, to) => {
      found.beginWord();
      this.#wordPiece.tokenize(this.#normalForm, from, to, onPiece);
    });
  }
}

/** The tokens of one text: all are counted, but no more than `limit` kept. */
class TextTokens {
  readonly ids: number[] = [];
  readonly starts: number[] = [];
  readonly ends: number[] = [];
  readonly words: number[] = [];
  count = 0;
  readonly #limit: number;
  #word = -1;

  constructor(limit: number) {
    this.#limit = limit;
  }

  beginWord(): void {
    this.#word += 1;
  }

  add(id: number, start: number, end: number): void {
    this.count += 1;
    if (this.count > this.#limit) return;
    this.ids.push(id);
    this.starts.push(start);
    this.ends.push(end);
    this.words.push(this.#word);
  }

  /** A token that is a word of its own. */
  addWord(id: number, start: number, end: number): void {
    this.beginWord();
    this.add(id, start, end);
  }
}

const noTokens = new TextTokens(0);
