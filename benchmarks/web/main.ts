import { openAdapter } from '@gradlens/tensor';
import { version as jax } from '../../node_modules/@jax-js/jax/package.json';
import { version as tensor } from '../../packages/tensor/package.json';
import { sectionText } from '../src/report.ts';
import { openKernels } from '../src/suites/kernelSections.ts';
import type { Thoroughness } from '../src/suite.ts';

const status = document.querySelector<HTMLElement>('#status')!;
const report = document.querySelector<HTMLElement>('#report')!;
const copy = document.querySelector<HTMLButtonElement>('#copy')!;
const starts = document.querySelectorAll<HTMLButtonElement>('[data-run]');

for (const start of starts) {
  start.addEventListener('click', () => {
    for (const each of starts) each.disabled = true;
    run(start.dataset.run as Thoroughness).catch((error: unknown) => {
      status.textContent = `It failed: ${error instanceof Error ? error.message : String(error)}`;
    });
  });
}
copy.addEventListener('click', () => void navigator.clipboard.writeText(report.textContent));

/** Shows what the suite `kernels` finds here. Libraries stay loaded: another run needs the page anew. */
async function run(thoroughness: Thoroughness): Promise<void> {
  const backend = navigator.gpu ? await openAdapter(navigator.gpu) : null;
  if (!backend) throw new Error('this browser offers no WebGPU adapter');
  const tell = (line: string): void => {
    status.textContent = line;
  };
  const { hardware, software, sections } = await openKernels(backend, { tensor, jax }, thoroughness, tell);
  report.textContent = `# WebGPU kernels in a browser

- Browser: ${navigator.userAgent}
- Computed on: ${hardware}
- ${software.join(', ')}
- ${new Date().toISOString().slice(0, 10)}, ${thoroughness} run`;
  let wrong = false;
  for await (const section of sections) {
    report.textContent += `\n\n${sectionText(section)}`;
    wrong ||= section.failures.length > 0;
  }
  status.textContent = wrong ? 'Done; a result was wrong, see below.' : 'Done.';
  copy.disabled = false;
}
