import type { Explanation } from '@gradlens/ig';
import { columnFormat, number, outputOf, percent } from '@gradlens/ig/view';
import { said } from './said.ts';

/** What the attributions add up to, and what else has to be known. */
export function Account({ explanation }: { readonly explanation: Explanation }) {
  return (
    <div class="account">
      <p>{accountOf(explanation)}</p>
      {explanation.notices.map(({ code, message }) => (
        <p key={code} class="notice">
          {said(message)}
        </p>
      ))}
    </div>
  );
}

function accountOf(explanation: Explanation): string {
  const { target, method, convergence } = explanation;
  const { value, baselineValue } = target;
  const output = outputOf(explanation);
  if (baselineValue === null) {
    return `The ${output} is ${number(value, columnFormat([value]))}; this method divides no change up, so its numbers need not add up to it.`;
  }
  const format = columnFormat([value, baselineValue]);
  const change = `From the baseline (${method.baseline}) to the text the ${output} goes from ${number(baselineValue, format)} to ${number(value, format)}`;
  const { relativeDelta, delta } = convergence;
  if (delta === null) return `${change}; the numbers of this method need not add up to that.`;
  if (relativeDelta === null) return `${change}: too small a change for a share of it to say anything.`;
  return `${change}: the attributions account for ${percent(1 - Math.abs(relativeDelta))} of that.`;
}
