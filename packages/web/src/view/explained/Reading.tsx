import type { AttributedWord, Explanation } from '@gradlens/ig';
import {
  attributionFormat,
  directions,
  hasSigns,
  isSeen,
  percent,
  printable,
  senseOf,
  shareOfStrongest,
  shown,
} from '@gradlens/ig/view';
import { useRef } from 'preact/hooks';
import type { Subject } from '../../state/subject.ts';
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
  const at = pointed.value ?? chosen.value.at(-1) ?? 0;
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
  const signs = hasSigns(explanation);
  const last = words.at(-1)?.word.end ?? 0;
  const parts = words.map(({ word, place, share }, i) => {
    const between = whole.slice(words[i - 1]?.word.end ?? 0, word.start);
    return (
      <>
        {lines(between)}
        <Word
          text={word.text}
          place={place}
          share={share}
          signs={signs}
          subject={subject}
          isStop={place === stop}
        />
      </>
    );
  });
  return (
    <>
      {parts}
      {/\S/u.test(whole.slice(last)) ? ' …' : ''}
    </>
  );
}

/** What stands between words, with its line breaks. */
function lines(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

interface WordProps {
  readonly text: string;
  readonly place: number;
  readonly share: number;
  readonly signs: boolean;
  readonly subject: Subject;
  readonly isStop: boolean;
}

function Word({ text, place, share, signs, subject, isStop }: WordProps) {
  const { pointed, chosen } = subject;
  const sense = senseOf(share, signs);
  const isChosen = chosen.value.includes(place);
  const choose = (): void => {
    subject.toggle(place);
    subject.view.value = 'what-if';
  };
  const said = signs && isSeen(share) ? `, ${sense}` : '';
  return (
    <span
      role="button"
      class={`word ${isSeen(share) ? sense : ''} ${pointed.value === place ? 'pointed' : ''} ${isChosen ? 'chosen' : ''}`}
      style={{ '--s': isSeen(share) ? Math.abs(share).toFixed(3) : '0' }}
      data-place={place}
      tabIndex={isStop ? 0 : -1}
      aria-pressed={isChosen}
      aria-label={`${shown(text)}${said}`}
      onMouseEnter={() => (pointed.value = place)}
      onFocus={() => (pointed.value = place)}
      onClick={choose}
      onKeyDown={(event) => {
        if (event.key !== 'Enter' && event.key !== ' ') return;
        event.preventDefault();
        choose();
      }}
    >
      {shown(text)}
    </span>
  );
}

/** The number of the word that is pointed at, of the one that was chosen last, or of the strongest. */
function Detail({ subject, explanation }: ExplainedProps) {
  const { words } = explanation;
  const strongest = words.reduce(
    (best, { attribution }, i) => (Math.abs(attribution) > Math.abs(words[best]!.attribution) ? i : best),
    0,
  );
  const place = subject.pointed.value ?? subject.chosen.value.at(-1) ?? strongest;
  const word = words[place];
  if (!word) return null;
  return (
    <p class="detail" aria-live="polite">
      <bdi>{shown(word.text)}</bdi> {describeWord(explanation, word)}
    </p>
  );
}

/** What a word's number is, its share, and its pieces, as a sentence. */
function describeWord(explanation: Explanation, word: AttributedWord): string {
  const { words, tokens, target, convergence } = explanation;
  const signs = hasSigns(explanation);
  const written = attributionFormat(
    words.map(({ attribution }) => attribution),
    signs,
  );
  const { plus, minus } = directions(target);
  const way = signs && word.attribution !== 0 ? ` ${word.attribution > 0 ? plus : minus}` : '';
  // Where the attributions add up to the change, each is a share of it.
  const change = convergence.delta === null ? 0 : target.value - target.baselineValue!;
  const share =
    change === 0 ? '' : `, ${percentOf(word.attribution / change)} of the change from the baseline`;
  const pieces = tokens.filter(
    ({ start, end, segment }) =>
      start !== null && start >= word.start && end! <= word.end && segment === word.segment,
  );
  const parts =
    pieces.length > 1
      ? `; its pieces: ${pieces.map(({ token, attribution }) => `${shown(token)} ${written(attribution)}`).join(', ')}`
      : '';
  return `${written(word.attribution)}${way}${share}${parts}`;
}

function percentOf(share: number): string {
  return `${share < 0 ? '−' : ''}${percent(Math.abs(share))}`;
}

function Legend({ explanation }: { readonly explanation: Explanation }) {
  if (!hasSigns(explanation)) {
    return (
      <ul class="legend">
        <li>
          <span class="word either full">word</span> moves the output, up or down: the method tells no
          direction
        </li>
      </ul>
    );
  }
  const { plus, minus } = directions(explanation.target);
  return (
    <ul class="legend">
      <li>
        <span class="word for full">word</span> + {plus}
      </li>
      <li>
        <span class="word against full">word</span> − {minus}
      </li>
      <li>No colour: less than a tenth of the strongest word. Click a word to take it away.</li>
    </ul>
  );
}
