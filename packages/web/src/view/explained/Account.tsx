import type { Explanation } from '@gradlens/ig';
import { columnFormat, number, outputOf, percent } from '@gradlens/ig/view';

/** What the attributions add up to, and what else has to be known. */
export function Account({ explanation }: { readonly explanation: Explanation }) {
  return (
    <div class="account">
      <p>{accountOf(explanation)}</p>
      {explanation.notices.map(({ code, message }) => (
        <p key={code} class="notice">
          {message}
        </p>
      ))}
    </div>
  );
}

function accountOf({ target, method, convergence }: Explanation): string {
  const { value, baselineValue } = target;
  const output = outputOf(target);
  if (baselineValue === null) {
    return `The ${output} is ${number(value, columnFormat([value]))}; this method divides no change up, so its numbers need not add up to it.`;
  }
  const format = columnFormat([value, baselineValue]);
  const change = `the change of the ${output} from ${number(baselineValue, format)} (baseline ${method.baseline}) to ${number(value, format)}`;
  const { relativeDelta, delta } = convergence;
  if (delta === null) return `The text makes ${change}.`;
  if (relativeDelta === null)
    return `The words and what the model adds account for ${change}, which is too small for a share of it to say anything.`;
  return `The words and what the model adds account for ${percent(1 - Math.abs(relativeDelta))} of ${change}.`;
}
