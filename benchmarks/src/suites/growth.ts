import { openBackend } from '@gradlens/tensor/node';
import { writeFileSync } from 'node:fs';
import { measureGrowth, type Growth, type Sizes } from '../growth/measure.ts';
import { plot } from '../growth/plot.ts';
import { growthSection } from '../growth/section.ts';
import { root, versionOf } from '../machine.ts';
import type { Suite, Thoroughness } from '../suite.ts';
import { efforts } from './efforts.ts';

const sizes: Readonly<Record<Thoroughness, Sizes>> = {
  full: {
    steps: [1, 2, 4, 8, 16, 32, 64],
    tokens: [16, 32, 64, 128, 256, 512],
    layers: [1, 2, 4, 8, 12],
    texts: [1, 2, 4, 8, 16, 32, 64],
  },
  quick: { steps: [1, 4], tokens: [16, 64], layers: [1, 2], texts: [1, 4] },
};

/** How cost grows. A full run draws docs/growth.svg. Rejects with a NoAdapterError where there is no WebGPU adapter. */
export const growth: Suite = {
  name: 'growth',
  title: 'How time grows',
  async measure(thoroughness) {
    const measured: { readonly title: string; readonly growths: readonly Growth[] }[] = [];
    const adapters: string[] = [];
    for (const device of ['webgpu', 'cpu'] as const) {
      const backend = await openBackend(device);
      adapters.push(backend.adapter);
      const growths = await measureGrowth(backend, sizes[thoroughness], efforts[thoroughness]);
      measured.push({ title: device === 'webgpu' ? 'WebGPU' : 'CPU', growths });
      await backend.dispose();
    }
    if (thoroughness === 'full') writeFileSync(new URL('docs/growth.svg', root), plot(measured));
    return {
      hardware: adapters.join('; '),
      software: [`@gradlens/tensor ${versionOf('packages/tensor')}`],
      sections: measured.map(({ title, growths }) => growthSection(title, growths)),
    };
  },
};
