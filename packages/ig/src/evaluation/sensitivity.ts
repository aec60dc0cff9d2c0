import type { Draws } from '../draws.ts';
import { isOwn, type Question } from '../explainers/question.ts';
import type { Settings } from '../settings.ts';
import { answerTo } from '../study.ts';

/** Of the ball that activations are moved in, by the maximum norm, and how often: Captum's radius, and fewer than its ten samples. */
const [radius, samples] = [0.02, 3];

/**
 * Sensitivity (Yeh et al. 2019), as Captum's `sensitivity_max`: the largest ‖a(x̃) − a(x)‖/‖a(x)‖ over points x̃ near the text's activations, the norm
 * being that of the tokens' attributions [tokens].
 */
export async function sensitivity(
  question: Question,
  settings: Settings,
  attributions: ArrayLike<number>,
  draws: Draws,
): Promise<number> {
  const { input, model, layer } = question;
  const width = model.widthOf(layer);
  let worst = 0;
  for (let sample = 0; sample < samples; sample++) {
    const activations = Float64Array.from(input.activations, (x, i) =>
      isOwn(question, Math.floor(i / width)) ? x + radius * (2 * draws.uniform() - 1) : x,
    );
    const moved = await answerTo({ ...question, input: { ...input, activations } }, settings);
    worst = Math.max(worst, relativeChange(attributions, moved.attributions[0]!));
  }
  return worst;
}

/** ‖b − a‖/‖a‖ over the elements of a; where a is 0, ‖b‖. */
export function relativeChange(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [change, size] = [0, 0];
  for (let i = 0; i < a.length; i++) {
    change += (b[i]! - a[i]!) ** 2;
    size += a[i]! ** 2;
  }
  return Math.sqrt(change / (size || 1));
}
