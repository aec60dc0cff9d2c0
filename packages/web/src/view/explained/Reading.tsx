import type { AttributedWord, Explanation } from '@gradlens/ig';
import {
  attributionFormat,
  directions,
  hasSigns,
  percent,
  printable,
  shareOfStrongest,
  shown,
} from '@gradlens/ig/view';
import { Fragment } from 'preact';
import { useRef } from 'preact/hooks';
import type { Subject } from '../../state/subject.ts';
import { shading } from '../parts/shading.ts';
import { isTarget, standing } from '../parts/standing.ts';
import type { ExplainedProps } from './props.ts';

/** The text, each word in the colour of what it does. Words can be pointed at and chosen; one is a stop of the Tab key, arrows go on. */
export function Reading({ subject, explanation }: ExplainedProps) {
  const { words, pair } = explanation;
  const share = shareOfStrongest(words.map(({ attribution }) => attribution));
  const own = (segment: AttributedWord['segment']) =>
    words.flatMap((word, place) =>
      word.segment === segment ? [{ word, place, share: share(word.attribution) }] : [],
    );
  const ground = useRef<HTMLDivElement>(null);
  const { pointed, chosen } = subject;
  const at = pointed.value ?? chosen.value ?? 0;
  const move = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(words.length - 1, at + step));
    pointed.value = next;
    ground.current!.querySelector<HTMLElement>(`[data-place="${next}"]`)!.focus();
  };
  const read = (whole: string, segment: AttributedWord['segment']) => (
    <p class="text" dir="auto" lang="">
      <Words whole={whole} words={own(segment)} subject={subject} explanation={explanation} stop={at} />
    </p>
  );
  return (
    <div class="reading">
      <div
        ref={ground}
        role="toolbar"
        aria-label="Words of the text"
        onKeyDown={move}
        onMouseLeave={() => (pointed.value = null)}
      >
        {read(explanation.text, undefined)}
        {pair !== null && read(pair, 1)}
      </div>
      <Detail subject={subject} explanation={explanation} />
      <Legend explanation={explanation} />
    </div>
  );
}

interface WordsProps extends ExplainedProps {
  readonly whole: string;
  readonly words: readonly {
    readonly word: AttributedWord;
    readonly place: number;
    readonly share: number;
  }[];
  /** The word where the Tab key stops. */
  readonly stop: number;
}

function Words({ whole, words, subject, explanation, stop }: WordsProps) {
  const last = words.at(-1)?.word.end ?? 0;
  const labels = labelsOf(subject);
  const numberOf = numbersOf(explanation);
  const parts = words.map(({ word, place, share }, i) => (
    <Fragment key={place}>
      {lines(whole.slice(words[i - 1]?.word.end ?? 0, word.start))}
      <Word
        word={word}
        place={place}
        share={share}
        said={numberOf(word)}
        label={labels.get(standing(word))}
        explanation={explanation}
        subject={subject}
        isStop={place === stop}
      />
    </Fragment>
  ));
  return (
    <>
      {parts}
      {/\S/u.test(whole.slice(last)) ? ' …' : ''}
    </>
  );
}

/** The labels that can be explained, by the words that have them. */
function labelsOf({ answered }: Subject): Map<string, string> {
  const labels = new Map<string, string>();
  for (const { word, label } of answered.value?.places ?? []) {
    const place = standing(word);
    labels.set(place, [labels.get(place) ?? [], label].flat().join(', '));
  }
  return labels;
}

/** What stands between words, with its line breaks. */
function lines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

interface WordProps extends ExplainedProps {
  readonly word: AttributedWord;
  readonly place: number;
  readonly share: number;
  /** Its number and what its sign says. */
  readonly said: string;
  /** What of it is explained, where words have labels. */
  readonly label: string | undefined;
  readonly isStop: boolean;
}

function Word({ word, place, share, said, label, explanation, subject, isStop }: WordProps) {
  const { pointed, chosen, taken, view } = subject;
  const { class: sense, style } = shading(share, hasSigns(explanation));
  const isTaken = taken.value.includes(place);
  const choose = (): void => {
    chosen.value = place;
    if (view.value === 'what-if') subject.toggle(place);
  };
  const marks = [
    pointed.value === place || chosen.value === place ? 'pointed' : '',
    isTaken ? 'taken' : '',
    isTarget(explanation, word) ? 'target' : '',
  ];
  return (
    <span
      role="button"
      class={`word ${sense} ${marks.join(' ')}`}
      style={style}
      data-place={place}
      tabIndex={isStop ? 0 : -1}
      aria-pressed={isTaken}
      {...(label !== undefined && { 'data-label': shown(label) })}
      aria-label={[word.text, label ?? [], said].flat().map(shown).join(', ')}
      onMouseEnter={() => (pointed.value = place)}
      onFocus={() => (pointed.value = place)}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      {shown(word.text)}
    </span>
  );
}

/** The number of the word that is pointed at, of the one that was chosen, or of the strongest. */
function Detail({ subject, explanation }: ExplainedProps) {
  const { words } = explanation;
  const { pointed, chosen, taken, view } = subject;
  const strongest = words.reduce(
    (best, { attribution }, i) => (Math.abs(attribution) > Math.abs(words[best]!.attribution) ? i : best),
    0,
  );
  const place = pointed.value ?? chosen.value ?? strongest;
  const word = words[place];
  if (!word) return null;
  const takeAway = (): void => {
    subject.toggle(place);
    view.value = 'what-if';
  };
  return (
    <p class="detail" aria-live="polite">
      <bdi>{shown(word.text)}</bdi> {describeWord(explanation, word)}{' '}
      <button type="button" class="quiet" onClick={takeAway}>
        {taken.value.includes(place) ? 'put it back' : 'take it away'}
      </button>
    </p>
  );
}

/** Tells a word's number and what its sign says. */
function numbersOf(explanation: Explanation): (word: AttributedWord) => string {
  const signs = hasSigns(explanation);
  const written = attributionFormat(
    explanation.words.map(({ attribution }) => attribution),
    signs,
  );
  const { plus, minus } = directions(explanation);
  return ({ attribution }) => {
    const way = signs && attribution !== 0 ? ` ${attribution > 0 ? plus : minus}` : '';
    return `${written(attribution)}${way}`;
  };
}

/** A change that is less than this share of what the words do in both directions is no measure of theirs. */
const leastChange = 0.1;

/** What a word's number is, its share, and its pieces, as a sentence. */
function describeWord(explanation: Explanation, word: AttributedWord): string {
  const { words, tokens, target, convergence } = explanation;
  // Where the attributions add up to the change, each is a share of it.
  const change = convergence.delta === null ? 0 : target.value - target.baselineValue!;
  const movement = words.reduce((sum, { attribution }) => sum + Math.abs(attribution), 0);
  const share =
    Math.abs(change) <= leastChange * movement
      ? ''
      : `, ${percentOf(word.attribution / change)} of the change from the baseline`;
  const pieces = tokens.filter(
    ({ start, end, segment }) =>
      start !== null && start >= word.start && end! <= word.end && segment === word.segment,
  );
  const written = attributionFormat(
    pieces.map(({ attribution }) => attribution),
    hasSigns(explanation),
  );
  const parts =
    pieces.length > 1
      ? `; its pieces: ${pieces.map(({ token, attribution }) => `${shown(token)} ${written(attribution)}`).join(', ')}`
      : '';
  return `${numbersOf(explanation)(word)}${share}${parts}`;
}

function percentOf(share: number): string {
  return `${share < 0 ? '−' : ''}${percent(Math.abs(share))}`;
}

function Legend({ explanation }: { readonly explanation: Explanation }) {
  if (!hasSigns(explanation)) {
    return (
      <ul class="legend">
        <li>
          <span class="word either">word</span> moves the output, up or down: the method tells no direction
        </li>
      </ul>
    );
  }
  const { plus, minus } = directions(explanation);
  return (
    <ul class="legend">
      <li>
        <span class="word for">word</span> + {plus}
      </li>
      <li>
        <span class="word against">word</span> − {minus}
      </li>
      <li>Unmarked: less than a tenth of the strongest word.</li>
    </ul>
  );
}
