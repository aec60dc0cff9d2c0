import { hardlyChanges } from './convergence.ts';
import type { Explanation, Notice } from '../explanation.ts';
import type { Answered } from './answered.ts';
import type { ReadText } from '../text/encodeText.ts';

/** How the model read a text, where it could not read it as it is. */
export function readingNotices({ tokens, windows, truncated }: ReadText): Notice[] {
  if (truncated > 0) {
    return [
      {
        code: 'truncated',
        message: `the model reads ${tokens.length} tokens, so the last ${truncated} of the text were dropped; with window it reads them all`,
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
  { read, settings, studies, answer }: Answered,
  attributions: Float64Array,
  { value, baselineValue }: Pick<Explanation['target'], 'value' | 'baselineValue'>,
  { delta, tolerance, met }: Explanation['convergence'],
): Notice[] {
  const notices = readingNotices(read);
  const say = (code: Notice['code'], message: string): void => {
    notices.push({ code, message });
  };
  const same = studies.some(({ input, baselines }) =>
    baselines.some((baseline) => baseline.activations.every((x, i) => x === input.activations[i])),
  );
  if (same)
    say('baseline-is-input', 'the baseline is the text itself: there is no change to attribute to words');
  if (!same && delta !== null && hardlyChanges(value, baselineValue!, attributions)) {
    say(
      'output-hardly-changes',
      `the output is nearly the same on the text and on the baseline (${value.toPrecision(3)} and ${baselineValue!.toPrecision(3)}), so that delta is not given as a share of the change; another baseline may tell more`,
    );
  }
  if (answer.flat) {
    say(
      'delta-stays',
      'delta stayed the same while the evaluations grew fourfold: the output changes by what its gradients do not account for, and more steps will not help',
    );
  } else if (met === false) {
    say(
      'tolerance-not-met',
      `${delta === null ? 'the integrals are' : 'delta is'} off by more than the tolerance of ${Number((100 * tolerance!).toPrecision(6))} % after ${answer.gradientEvaluations} gradient evaluations: allow more steps${settings.method === 'adaptive' ? ' or a larger tolerance' : ', or let the method be adaptive'}`,
    );
  }
  return notices;
}
