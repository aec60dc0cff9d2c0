import { disagreement, tolerance } from '../agreement.ts';
import {
  milliseconds,
  ratios,
  spreadOf,
  summarize,
  timeInterleaved,
  type Effort,
  type Spread,
  type Timing,
} from '../measure.ts';
import { textOf } from './checkpoint.ts';
import type { Answer, Explainer } from './explainer.ts';

/** One text, explained by all in turns. */
export interface Race {
  readonly tokens: number;
  readonly steps: number;
  /** Captum's internal_batch_size; null for all points at once, its default. */
  readonly batchSizes: readonly (number | null)[];
  /** What Captum's time over ours is wanted to be, if anything: with internal_batch_size=1 where that is tried, and at its best. */
  readonly goals: { readonly single: string; readonly best: string };
}

export interface Runner {
  readonly name: string;
  /** Captum's internal_batch_size; null where the library chooses for itself. */
  readonly batchSize: number | null;
  /** Milliseconds of the first call for this text. */
  readonly firstCall: number;
  /** How far its attributions are from those of the first runner, as a part of the largest. */
  readonly disagreement: number;
  /** Milliseconds of a call. */
  readonly timing: Timing;
  /** Its time as a multiple of the first runner's in the same round. */
  readonly ratio: Spread;
}

export interface RaceResult {
  readonly race: Race;
  /** This project's library is the first; none when attributions disagreed. */
  readonly runners: readonly Runner[];
  readonly failures: readonly string[];
}

/** Lets Captum, if there is one, and this project's library explain a text in turns, once all agree on it. */
export async function runRace(
  race: Race,
  gradlens: Explainer,
  captum: Explainer | null,
  effort: Effort,
): Promise<RaceResult> {
  const { tokens, steps } = race;
  const text = textOf(tokens);
  const own = { name: 'gradlens', batchSize: null, explainer: gradlens };
  const others = captum
    ? race.batchSizes.map((batchSize) => ({
        name: `Captum, internal_batch_size=${batchSize ?? 'None'}`,
        batchSize,
        explainer: captum,
      }))
    : [];
  const runners = [own, ...others].map(({ name, batchSize, explainer }) => ({
    name,
    batchSize,
    run: () => explainer.explain({ text, steps, batchSize }),
  }));

  const first: { readonly milliseconds: number; readonly answer: Answer }[] = [];
  for (const { run } of runners) {
    let answer!: Answer;
    const elapsed = await milliseconds(async () => (answer = await run()));
    first.push({ milliseconds: elapsed, answer });
  }
  const apart = first.map(({ answer }) => disagreement(answer.attributions, first[0]!.answer.attributions));
  const failures = runners.flatMap(({ name }, i) =>
    apart[i]! <= tolerance
      ? []
      : `${tokens} tokens: attributions of ${name} differ from gradlens' by ${apart[i]} of the largest, allowed is ${tolerance}`,
  );
  if (failures.length > 0) return { race, runners: [], failures };

  const samples = await timeInterleaved(
    runners.map(({ run }) => run),
    effort,
  );
  return {
    race,
    runners: runners.map(({ name, batchSize }, i) => ({
      name,
      batchSize,
      firstCall: first[i]!.milliseconds,
      disagreement: apart[i]!,
      timing: summarize(samples[i]!),
      ratio: spreadOf(ratios(samples[i]!, samples[0]!)),
    })),
    failures: [],
  };
}
