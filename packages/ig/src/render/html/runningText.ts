import type { AttributedToken, Explanation } from '../../explanation.ts';
import { isSeen, runningTexts, shareOfStrongest } from '../runningText.ts';
import { hasSigns } from '../target.ts';
import { excerpt } from '../markup.ts';
import { shade } from './shade.ts';

/** The text, and the pair, each word in the colour of what it does; special tokens stand where the model has them, if they do anything. */
export function runningText(explanation: Explanation): string {
  const signs = hasSigns(explanation);
  const share = shareOfStrongest(explanation.words.map(({ attribution }) => attribution));
  return runningTexts(explanation)
    .map(({ spans, cut }, segment) => {
      const { before, after } = specialTokens(explanation.tokens, segment);
      const special = ({ token, attribution }: AttributedToken): string[] =>
        isSeen(share(attribution)) ? [shade(token, share(attribution), signs, true)] : [];
      const words = spans.map((span) =>
        span.share === null ? excerpt(span.text) : shade(span.text, span.share, signs),
      );
      const parts = [
        ...before.flatMap(special),
        words.join(''),
        ...(cut ? ['…'] : []),
        ...after.flatMap(special),
      ];
      return `<p class="text" dir="auto" lang="">${parts.join(' ')}</p>\n`;
    })
    .join('');
}

/** What the model adds before the first text, and after each. */
function specialTokens(tokens: readonly AttributedToken[], segment: number) {
  const first = tokens.findIndex(({ special }) => !special);
  return {
    before: segment === 0 ? tokens.slice(0, first) : [],
    after: tokens.slice(first).filter((token) => token.special && (token.segment ?? 0) === segment),
  };
}
