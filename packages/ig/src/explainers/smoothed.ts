import type { Explainer } from './explainer.ts';
import { averaged, isOwn, type Attribution, type Question } from './question.ts';

/** SmoothGrad (Smilkov et al. 2017): the mean of an explainer's answers for copies of the text with Gaussian noise on its activations. */
export async function smoothed(
  explainer: Explainer,
  question: Question,
  {
    samples,
    stdev = customaryStdev(question),
  }: { readonly samples: number; readonly stdev: number | undefined },
): Promise<Attribution> {
  const { model, layer, input, draws } = question;
  const width = model.widthOf(layer);
  const answers: Attribution[] = [];
  for (let sample = 0; sample < samples; sample++) {
    const activations = Float64Array.from(input.activations, (x, i) =>
      isOwn(question, Math.floor(i / width)) ? x + stdev * draws.normal() : x,
    );
    answers.push(await explainer.attribute({ ...question, input: { ...input, activations } }));
  }
  return { ...averaged(answers), stdev };
}

/** The article's choice: 15 % of the activations' range. */
function customaryStdev(question: Question): number {
  const { input, model, layer } = question;
  const width = model.widthOf(layer);
  let [least, most] = [Infinity, -Infinity];
  for (const [i, x] of input.activations.entries()) {
    if (!isOwn(question, Math.floor(i / width))) continue;
    least = Math.min(least, x);
    most = Math.max(most, x);
  }
  return 0.15 * (most - least);
}
