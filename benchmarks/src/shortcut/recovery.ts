import { explain, type DifferentiableClassifier, type Explanation } from '@gradlens/ig';
import type { Method } from './methods.ts';
import { plantedWord, wordCount } from './texts.ts';

/** Where a word stands among all of its text, or the mean of that over texts (after Bastings et al. 2022). */
export interface Standing {
  /** 1 where it is the top word, else 0; its mean is the article's precision. */
  readonly top: number;
  /** Counted from 1; of words that are alike the one that is asked about comes last. */
  readonly rank: number;
  /** Of the sum over words of |attribution|. */
  readonly share: number;
}

/** How a method finds the planted word. */
export interface Recovery {
  /** By |attribution|. */
  readonly magnitude: Standing;
  /** The same, but where the attribution is not positive the word counts as missed: its rank is the last, its share 0. */
  readonly signed: Standing;
  /** Mean over texts of what attributions miss of the output's change, as a share of it; null where they promise no such sum. */
  readonly delta: number | null;
}

export interface MethodRecovery extends Recovery {
  readonly method: Method;
}

/** What a method says of a word: that it matters, and which way; that it matters; neither. */
export type Verdict = 'finds it' | 'wrong sign' | 'misses it';

/** The part of texts in which a method has to put the word first to be one that finds it: one text in twenty may go wrong. */
const nearlyAll = 0.95;

export function verdictOf({ magnitude, signed }: Recovery): Verdict {
  if (signed.top >= nearlyAll) return 'finds it';
  return magnitude.top >= nearlyAll ? 'wrong sign' : 'misses it';
}

/** A classifier, and texts with the planted word for it to explain. */
export interface Subject {
  readonly model: DifferentiableClassifier;
  readonly texts: readonly string[];
}

/** Explains the predictions for all texts. */
export async function recover(method: Method, subjects: readonly Subject[]): Promise<MethodRecovery> {
  const explanations: Explanation[] = [];
  for (const { model, texts } of subjects) {
    // Texts of one length share compiled graphs, which take longer to compile than to run.
    for (const text of byLength(texts)) explanations.push(await explain(model, text, method));
  }
  const standings = explanations.map(({ words }) =>
    standingsOf(
      words.map(({ attribution }) => attribution),
      words.findIndex(({ text }) => text === plantedWord),
    ),
  );
  const deltas = explanations.flatMap(({ convergence }) => convergence.relativeDelta ?? []);
  return {
    method,
    magnitude: meanStanding(standings.map(({ magnitude }) => magnitude)),
    signed: meanStanding(standings.map(({ signed }) => signed)),
    delta: deltas.length === 0 ? null : mean(deltas.map(Math.abs)),
  };
}

/** Where one of the attributions stands among all. */
export function standingsOf(
  attributions: readonly number[],
  index: number,
): Pick<Recovery, 'magnitude' | 'signed'> {
  const magnitudes = attributions.map(Math.abs);
  const own = magnitudes[index]!;
  const total = magnitudes.reduce((sum, magnitude) => sum + magnitude, 0);
  const rank = magnitudes.filter((magnitude) => magnitude >= own).length;
  const magnitude = { top: Number(rank === 1), rank, share: total === 0 ? 0 : own / total };
  const missed = { top: 0, rank: attributions.length, share: 0 };
  return { magnitude, signed: attributions[index]! > 0 ? magnitude : missed };
}

/** What is to be expected of attributions drawn at random, each sign as likely as the other, for texts of so many words. */
export function chance(lengths: readonly number[]): Pick<Recovery, 'magnitude' | 'signed'> {
  return {
    magnitude: meanStanding(
      lengths.map((words) => ({ top: 1 / words, rank: (words + 1) / 2, share: 1 / words })),
    ),
    signed: meanStanding(
      lengths.map((words) => ({
        top: 1 / words / 2,
        rank: ((words + 1) / 2 + words) / 2,
        share: 1 / words / 2,
      })),
    ),
  };
}

function byLength(texts: readonly string[]): string[] {
  return texts.toSorted((a, b) => wordCount(a) - wordCount(b));
}

function meanStanding(standings: readonly Standing[]): Standing {
  const meanOf = (read: (standing: Standing) => number): number => mean(standings.map(read));
  return {
    top: meanOf(({ top }) => top),
    rank: meanOf(({ rank }) => rank),
    share: meanOf(({ share }) => share),
  };
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length;
}
