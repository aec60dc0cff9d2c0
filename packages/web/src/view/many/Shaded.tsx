import type { AttributedWord, Explanation } from '@gradlens/ig';
import { Fragment } from 'preact';
import { hasSigns, printable, shareOfStrongest, shown, wordsOf } from '@gradlens/ig/view';
import { shading } from '../parts/shading.ts';
import { isTarget } from '../parts/standing.ts';

/** The text of an explanation in the colours of its words, to be read alone. */
export function Shaded({ explanation }: { readonly explanation: Explanation }) {
  const { text, pair, words } = explanation;
  const signs = hasSigns(explanation);
  const share = shareOfStrongest(words.map(({ attribution }) => attribution));
  const read = (whole: string, segment: AttributedWord['segment']) => {
    const own = wordsOf(words, segment);
    return (
      <p dir="auto" lang="">
        {own.map((word, i) => {
          const { class: sense, style } = shading(share(word.attribution), signs);
          return (
            <Fragment key={i}>
              {printable(whole.slice(own[i - 1]?.end ?? 0, word.start))}
              <span class={`word ${sense} ${isTarget(explanation, word) ? 'target' : ''}`} style={style}>
                {shown(word.text)}
              </span>
            </Fragment>
          );
        })}
      </p>
    );
  };
  return (
    <>
      {read(text, undefined)}
      {pair !== null && read(pair, 1)}
    </>
  );
}
