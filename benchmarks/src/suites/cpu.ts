import { cpus } from 'node:os';
import { measureCommands, type Command } from '../commands/measure.ts';
import { commandSection } from '../commands/section.ts';
import { openBackend } from '@gradlens/tensor/node';
import { tellOnStderr, versionOf } from '../machine.ts';
import { measureProducts } from '../products/measureProducts.ts';
import { openJax } from '../products/peers/jax.ts';
import { ours } from '../products/peers/ours.ts';
import { openTfjsWasm } from '../products/peers/tfjsWasm.ts';
import { allProducts, quickProducts } from '../products/shapes.ts';
import type { Suite } from '../suite.ts';
import { efforts } from './efforts.ts';
import { oneText, threeTexts } from './texts.ts';

const commands: readonly Command[] = [
  { name: 'one text', texts: oneText, device: 'cpu' },
  // npm start names no device.
  { name: 'three texts, as `npm start`', texts: threeTexts, device: 'auto' },
];

/** Matrix products and the command line on the CPU. */
export const cpu: Suite = {
  name: 'cpu',
  title: 'CPU kernels and the command line',
  async open(thoroughness) {
    const effort = efforts[thoroughness];
    const version = versionOf('packages/tensor');
    const own = [
      ours(await openBackend('cpu', { threads: 1 }), `@gradlens/tensor ${version}, 1 thread`),
      ours(await openBackend('cpu', { threads: 2 }), `@gradlens/tensor ${version}, 2 threads`),
    ];
    const others = [await openTfjsWasm(), await openJax('wasm', versionOf('node_modules/@jax-js/jax'))];
    const products = thoroughness === 'quick' ? quickProducts : allProducts;
    async function* sections() {
      yield measureProducts(products, { own, others }, effort, tellOnStderr, ['at least 1.2', 'at least 2']);
      for (const peer of [...own, ...others]) await peer.dispose();
      yield commandSection(await measureCommands(commands, effort), {
        'three texts, as `npm start`': 'below 1.5 s',
      });
    }
    return {
      hardware: cpus()[0]?.model ?? 'CPU',
      software: [`@gradlens/tensor ${version}`, ...others.map(({ name }) => name)],
      sections: sections(),
    };
  },
};
