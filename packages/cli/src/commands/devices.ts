import { columnsWithin, facts, layOut, type TerminalOptions } from '@gradlens/ig/terminal';
import { referenceBackend } from '@gradlens/tensor';
import { listAdapters } from '@gradlens/tensor/node';
import type { Command } from 'commander';
import { stdout } from '../output.ts';
import { terminalOptions } from '../terminal.ts';

interface Device {
  readonly backend: 'webgpu' | 'reference';
  readonly adapter: string;
  /** Whether it computes on the CPU. */
  readonly software: boolean;
  /** Whether `--device auto` takes it. */
  readonly used: boolean;
}

export function addDevices(gradlens: Command): void {
  gradlens
    .command('devices')
    .description('the adapters found, and which would be used')
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const devices = await findDevices();
      await stdout.write(
        json
          ? `${JSON.stringify({ version: 1, devices }, null, 2)}\n`
          : render(devices, terminalOptions(process.stdout)),
      );
    });
}

async function findDevices(): Promise<Device[]> {
  const adapters = await listAdapters();
  return [
    ...adapters.map(
      ({ name, software }, i) => ({ backend: 'webgpu', adapter: name, software, used: i === 0 }) as const,
    ),
    {
      backend: 'reference',
      adapter: referenceBackend().adapter,
      software: true,
      used: adapters.length === 0,
    },
  ];
}

function render(devices: readonly Device[], { width, color }: TerminalOptions): string {
  const described = devices.map(({ backend, adapter, software, used }): [string, string] => [
    backend,
    [adapter, ...(software && backend === 'webgpu' ? ['in software'] : []), ...(used ? ['used'] : [])].join(
      ' · ',
    ),
  ]);
  return layOut([facts(described, columnsWithin(width))], color);
}
