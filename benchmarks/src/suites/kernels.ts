import { openBackend } from '@gradlens/tensor/node';
import { measureCommands, type Command } from '../commands/measure.ts';
import { commandSection } from '../commands/section.ts';
import { versionOf } from '../machine.ts';
import { measureProducts } from '../products/measureProducts.ts';
import { ours } from '../products/peers/ours.ts';
import { openTfjsWebgpu } from '../products/peers/tfjsWebgpu.ts';
import { allProducts, quickProducts } from '../products/shapes.ts';
import type { Suite } from '../suite.ts';
import { efforts } from './efforts.ts';
import { oneText } from './texts.ts';

const commands: readonly Command[] = [{ name: 'one text, WebGPU', texts: oneText, device: 'webgpu' }];

/** Matrix products on WebGPU. Rejects with a NoAdapterError where there is no adapter. */
export const kernels: Suite = {
  name: 'kernels',
  title: 'WebGPU kernels',
  async measure(thoroughness) {
    const effort = efforts[thoroughness];
    const own = ours(await openBackend('webgpu'), `@gradlens/tensor ${versionOf('packages/tensor')}`);
    const other = await openTfjsWebgpu();
    if (own.adapter !== other.adapter) {
      throw new Error(`the peers are on different adapters: ${own.adapter} and ${other.adapter}`);
    }
    const products = thoroughness === 'quick' ? quickProducts : allProducts;
    return {
      hardware: own.adapter,
      software: [
        own.name,
        other.name,
        `Dawn from the npm package webgpu ${versionOf('node_modules/webgpu')}`,
      ],
      sections: [
        await measureProducts(products, { own: [own], others: [other] }, effort),
        commandSection(await measureCommands(commands, effort)),
      ],
    };
  },
};
