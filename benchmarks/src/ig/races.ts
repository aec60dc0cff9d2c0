import type { Effort } from '../measure.ts';
import type { Section } from '../suite.ts';
import type { Explainer } from './explainer.ts';
import { findPython, openCaptum, openGradlens, type Place } from './explainers.ts';
import { runRace, type Race, type RaceResult } from './race.ts';
import { raceSection } from './raceSection.ts';

/** The libraries on one kind of device, each in a process of its own. */
export interface Racers {
  readonly place: Place;
  readonly gradlens: Explainer;
  /** Null where there is no Python that has it. */
  readonly captum: Explainer | null;
  readonly software: readonly string[];
}

/** Starts the libraries, which load the model; without Captum where no Python has it. */
export async function openRacers(place: Place): Promise<Racers> {
  const python = findPython(place);
  const gradlens = await openGradlens(place);
  const captum = python === null ? null : await openCaptum(python, place);
  const software = [gradlens, ...(captum ? [captum] : [])].map(({ greeting }) => greeting.software);
  return { place, gradlens, captum, software };
}

/** Runs races, after which the processes end. */
export async function holdRaces(
  { place, gradlens, captum }: Racers,
  races: readonly Race[],
  effort: Effort,
): Promise<Section> {
  const results: RaceResult[] = [];
  for (const race of races) {
    process.stderr.write(`${race.tokens} tokens\n`);
    results.push(await runRace(race, gradlens, captum, effort));
  }
  await gradlens.close();
  await captum?.close();
  return raceSection(place, results, gradlens, captum);
}
