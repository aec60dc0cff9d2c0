import type { Effort } from '../measure.ts';
import type { Section } from '../suite.ts';
import { findPython, openCaptum, openGradlens, type Place } from './explainers.ts';
import { runRace, type Race, type RaceResult } from './race.ts';
import { raceSection } from './raceSection.ts';

/** Runs races on one kind of device, each library in one process for all of them; Captum takes part where there is a Python that has it. */
export async function holdRaces(
  place: Place,
  races: readonly Race[],
  effort: Effort,
): Promise<{ readonly section: Section; readonly software: readonly string[] }> {
  const python = findPython(place);
  const gradlens = await openGradlens(place);
  const captum = python === null ? null : await openCaptum(python, place);
  const results: RaceResult[] = [];
  for (const race of races) {
    process.stderr.write(`${race.tokens} tokens\n`);
    results.push(await runRace(race, gradlens, captum, effort));
  }
  await gradlens.close();
  await captum?.close();
  return {
    section: raceSection(place, results, gradlens, captum),
    software: [gradlens, ...(captum ? [captum] : [])].map(({ greeting }) => greeting.software),
  };
}
