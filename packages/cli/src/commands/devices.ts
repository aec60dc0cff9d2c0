import { columnsWithin, facts, layOut, type TerminalOptions } from '@gradlens/ig/terminal';
import { cpuBackend, referenceBackend } from '@gradlens/tensor';
import { listAdapters, openBackend } from '@gradlens/tensor/node';
import type { Command } from 'commander';
import { stdout } from '../output.ts';
import { terminalOptions } from '../terminal.ts';

interface Device {
  readonly backend: string;
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
  const onCpu = [await cpuBackend(), referenceBackend()];
  const chosen = await openBackend('auto');
  await Promise.all([...onCpu, chosen].map((backend) => backend.dispose()));

  const devices = [
    ...(await listAdapters()).map(({ name, software }) => ({ backend: 'webgpu', adapter: name, software })),
    ...onCpu.map(({ name, adapter }) => ({ backend: name, adapter, software: true })),
  ];
  return devices.map((device) => ({
    ...device,
    used: device.backend === chosen.name && device.adapter === chosen.adapter,
  }));
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
