import { openBackend } from '@gradlens/tensor/node';
import { writeFileSync } from 'node:fs';
import { measureGrowth, type Sizes } from '../growth/measure.ts';
import { plot, type Panel } from '../growth/plot.ts';
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
  async open(thoroughness) {
    const backends = [
      { title: 'WebGPU', backend: await openBackend('webgpu') },
      { title: 'CPU', backend: await openBackend('cpu') },
    ];
    async function* sections() {
      const panels: Panel[] = [];
      for (const { title, backend } of backends) {
        const growths = await measureGrowth(backend, sizes[thoroughness], efforts[thoroughness]);
        await backend.dispose();
        panels.push({ title, growths });
        yield growthSection(title, growths);
      }
      if (thoroughness === 'full') writeFileSync(new URL('docs/growth.svg', root), plot(panels));
    }
    return {
      hardware: backends.map(({ backend }) => backend.adapter).join('; '),
      software: [`@gradlens/tensor ${versionOf('packages/tensor')}`],
      sections: sections(),
    };
  },
};
