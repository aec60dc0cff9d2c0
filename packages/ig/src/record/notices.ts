import type { DifferentiableClassifier } from '../classifier.ts';
import type { Explanation, Notice } from '../explanation.ts';
import type { Settings } from '../settings.ts';
import type { Answered } from './answered.ts';
import type { ReadText } from '../text/encodeText.ts';

/** A delta of more than this share of the change is worth a word where no tolerance was set. */
const unremarkable = 0.05;

/** How the model read a text, where it could not read it as it is. */
export function readingNotices(
  { task }: Pick<DifferentiableClassifier, 'task'>,
  { tokens, windows, truncated }: ReadText,
  pair: string | null,
): Notice[] {
  const windowed = pair === null && task === 'text-classification';
  if (truncated > 0) {
    return [
      {
        code: 'truncated',
        message: `the model reads ${tokens.length} tokens, so the last ${truncated} of the text were dropped${windowed ? '; with `window` it reads them all' : ''}`,
      },
    ];
  }
  if (windows.length > 1) {
    return [
      {
        code: 'windows',
        message: `the text has ${tokens.length} tokens, more than the model reads at once: its output is the mean over ${windows.length} overlapping windows`,
      },
    ];
  }
  return [];
}

/** What a reader of the record has to know. */
export function noticesOf(
  { model, read, settings, studies, answer, index, pair }: Answered,
  { value, baselineValue }: Pick<Explanation['target'], 'value' | 'baselineValue'>,
  { delta, relativeDelta, tolerance, met }: Explanation['convergence'],
): Notice[] {
  const notices = readingNotices(model, read, pair);
  const say = (code: Notice['code'], message: string): void => {
    notices.push({ code, message });
  };
  const coinciding = coincidingBaselines(studies);
  if (coinciding === 'all') {
    say('baseline-is-input', 'the baseline is the text itself: there is no change to attribute to words');
  }
  if (coinciding === 'some') {
    say('baseline-is-input', 'one of the baselines is the text itself, and adds no change to the mean');
  }
  if (coinciding !== 'all' && delta !== null && relativeDelta === null) {
    say(
      'output-hardly-changes',
      `the output is nearly the same on the text and on the baseline (${value.toPrecision(3)} and ${baselineValue!.toPrecision(3)}), so that delta is not given as a share of the change; another baseline may tell more`,
    );
  }
  if (answer.kept?.[index]!.flat) {
    say(
      'delta-stays',
      'delta stayed the same while the evaluations grew fourfold: the output changes by what its gradients do not account for, and more steps will not help',
    );
  } else if (met === false) {
    say(
      'tolerance-not-met',
      `${delta === null ? 'the integrals are' : 'delta is'} off by more than the tolerance of ${Number((100 * tolerance!).toPrecision(6))} % after ${answer.gradientEvaluations + answer.forwardEvaluations} evaluations: ${answer.kept?.[index]!.met ? 'each path kept to it, but their changes cancel in the mean; set a smaller tolerance' : remedyFor(settings)}`,
    );
  }
  if (met === null && relativeDelta !== null && Math.abs(relativeDelta) > unremarkable) {
    say(
      'delta-is-large',
      `the attributions miss ${Number((100 * Math.abs(relativeDelta)).toPrecision(2))} % of the change of the output: do not trust them yet; ${remedyFor(settings)}`,
    );
  }
  return notices;
}

function remedyFor({ explainer, method, steps, tolerance }: Settings): string {
  if (method === 'adaptive') {
    return `allow a larger tolerance, or, with the method adaptive, more than ${steps} steps, unless rounding is all that is left`;
  }
  if (explainer.counts === 'integral') return 'take more steps, or let the method be adaptive';
  return tolerance === null
    ? 'take more steps, or another method'
    : 'take more steps, or allow a larger tolerance';
}

/** Which baselines have the activations of the text. */
function coincidingBaselines(studies: Answered['studies']): 'all' | 'some' | 'none' {
  const same = studies.flatMap(({ input, baselines }) =>
    baselines.map((baseline) => baseline.activations.every((x, i) => x === input.activations[i])),
  );
  if (!same.includes(true)) return 'none';
  return same.includes(false) ? 'some' : 'all';
}
