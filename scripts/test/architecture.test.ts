import { existsSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Import, importsOf, packagesFolder, reachableFrom, sourceFiles, targetOf } from './sources.ts';

/** Which of our packages each package may import. */
const mayImport: Record<string, readonly string[]> = {
  tensor: [],
  bert: ['tensor'],
  ig: ['tensor'],
  model: ['tensor', 'bert'],
  cli: ['tensor', 'bert', 'ig', 'model'],
  web: ['tensor', 'bert', 'ig', 'model'],
};

/** The floors of packages' src folders, from the ground up: a room imports from its own floor and from those below. */
const floors: Readonly<Record<string, readonly (readonly string[])[]>> = {
  tensor: [
    ['graph', 'random.ts'],
    ['ops', 'plan'],
    ['autodiff.ts', 'tensor.ts', 'backends'],
    ['compile.ts'],
    ['index.ts', 'node.ts', 'node'],
  ],
  ig: [
    ['classifier.ts', 'draws.ts', 'errors.ts', 'exponential.ts', 'mean.ts', 'softmax.ts'],
    ['choices', 'data', 'graphs', 'quadrature', 'text'],
    ['baselines', 'output', 'paths'],
    ['explainers'],
    ['accuracy.ts', 'explanation.ts', 'settings.ts'],
    ['labelledText.ts', 'study.ts'],
    ['record'],
    ['explain.ts', 'listPlaces.ts', 'predict.ts', 'predictAnswer.ts', 'predictWords.ts'],
    ['explainLayers.ts', 'summary.ts', 'together.ts', 'tracePath.ts', 'withoutWords.ts'],
    ['evaluation'],
    ['render'],
    ['data.ts', 'formats.ts', 'index.ts', 'terminal.ts', 'view.ts'],
  ],
};

/** A backend lowers a plan: it knows what lies below it, and neither tensors nor gradients. */
const backendsKnow = ['backends', 'plan', 'ops', 'graph'];

const packages = Object.keys(mayImport).filter((name) => existsSync(join(packagesFolder, name, 'src')));
const libraries = packages.filter((name) => existsSync(join(packagesFolder, name, 'src/index.ts')));

const importsIn = (name: string) => sourceFiles(name).flatMap(importsOf);
const shown = ({ file, specifier }: Import) => `${file} imports ${specifier}`;

describe.each(packages)('packages/%s', (name) => {
  test('imports only the packages it may', () => {
    const violations = importsIn(name).filter((found) => {
      const owner = targetOf(found)?.split('/')[0];
      return owner !== undefined && owner !== name && !mayImport[name]?.includes(owner);
    });
    expect(violations.map(shown)).toEqual([]);
  });

  test('reaches another package by its name, never by a path', () => {
    const violations = importsIn(name).filter(
      (found) => found.specifier.startsWith('.') && !targetOf(found)!.startsWith(`${name}/src/`),
    );
    expect(violations.map(shown)).toEqual([]);
  });

  test('declares what it imports', () => {
    const { dependencies = {} } = JSON.parse(
      readFileSync(join(packagesFolder, name, 'package.json'), 'utf8'),
    );
    const violations = importsIn(name).filter(({ specifier }) => {
      const dependency = /^(@[^/]+\/)?[^/]+/.exec(specifier)![0];
      return !specifier.startsWith('.') && !isBuiltin(specifier) && !(dependency in dependencies);
    });
    expect(violations.map(shown)).toEqual([]);
  });
});

describe.each(libraries)('packages/%s', (name) => {
  test('loads no module of Node from its main entry', () => {
    const violations = [...reachableFrom(`${name}/src/index.ts`)]
      .flatMap(importsOf)
      .filter(({ specifier }) => isBuiltin(specifier));
    expect(violations.map(shown)).toEqual([]);
  });
});

const room = (file: string) => file.split('/')[2]!;

describe.each(Object.entries(floors))('packages/%s/src', (name, ownFloors) => {
  const floor = (file: string) => ownFloors.findIndex((rooms) => rooms.includes(room(file)));

  test('has every file on a floor', () => {
    expect(sourceFiles(name).filter((file) => floor(file) < 0)).toEqual([]);
  });

  test('imports from its own floor or from below', () => {
    const violations = importsIn(name).filter((found) => {
      const target = targetOf(found);
      return target?.startsWith(`${name}/`) && floor(target) > floor(found.file);
    });
    expect(violations.map(shown)).toEqual([]);
  });
});

describe('packages/tensor/src/backends', () => {
  test('know plans, and neither tensors nor gradients', () => {
    const violations = importsIn('tensor').filter((found) => {
      const target = targetOf(found);
      return room(found.file) === 'backends' && target !== undefined && !backendsKnow.includes(room(target));
    });
    expect(violations.map(shown)).toEqual([]);
  });
});
