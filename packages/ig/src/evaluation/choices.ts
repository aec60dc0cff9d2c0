import { baselineNames, parseBaseline } from '../baselines/baseline.ts';
import { oneOf } from '../choices/oneOf.ts';
import { OptionError } from '../errors.ts';
import { traitsOf } from '../explainers/index.ts';
import { explainerNames, type ExplainerName } from '../explainers/titles.ts';

/** Explainers that can be compared: all but those of a layer that has to be named. */
export const comparedExplainers = explainerNames.filter((name) => traitsOf(name).layer !== 'encoder');

/** The name as that of an explainer that can be compared. Throws an OptionError for any other. */
export function comparedExplainer(name: string): ExplainerName {
  if (explainerNames.some((one) => one === name && !comparedExplainers.includes(one))) {
    throw new OptionError(
      'explainer',
      `explainer "${name}": it explains by a layer that has to be named, which a comparison has no place for; compare ${comparedExplainers.join(', ')}`,
    );
  }
  return oneOf('explainer', name, comparedExplainers);
}

/** Checks a baseline as users write it. Throws an OptionError for what is none, and for `sampled:N`: there are no texts to choose from. */
export function checkComparedBaseline(written: string): void {
  if (written.startsWith('text:')) {
    parseBaseline(written);
    return;
  }
  if (written.startsWith('sampled:')) {
    throw new OptionError(
      'baseline',
      `baseline "${written}": a comparison has no texts to choose from; use ${[...baselineNames, 'text:…'].join(', ')}`,
    );
  }
  oneOf('baseline', written, baselineNames, ['text:…']);
}
