import { columnsWithin, facts, layOut, type TerminalOptions } from '@gradlens/ig/terminal';
import { referenceBackend } from '@gradlens/tensor';
import { autoChoice, listAdapters, openBackend } from '@gradlens/tensor/node';
import type { Command } from 'commander';
import { examples } from '../examples.ts';
import { stdout } from '../output.ts';
import { terminalOptions } from '../terminal.ts';

interface Device {
  readonly backend: string;
  /** Of the CPU: the kind of SIMD and the number of threads. */
  readonly adapter: string;
  /** Whether it computes on the CPU. */
  readonly software: boolean;
  /** Whether `--device auto` takes it. */
  readonly used: boolean;
}

interface Devices {
  readonly devices: readonly Device[];
  /** Why `--device auto` takes the one that it takes. */
  readonly reason: string;
}

export function addDevices(gradlens: Command): void {
  gradlens
    .command('devices')
    .description('the adapters found, and which would be used')
    .addHelpText('after', examples.devices)
    .option('--json', 'print JSON')
    .action(async ({ json }: { json?: true }) => {
      const found = await findDevices();
      await stdout.write(
        json
          ? `${JSON.stringify({ version: 1, ...found }, null, 2)}\n`
          : render(found, terminalOptions(process.stdout)),
      );
    });
}

async function findDevices(): Promise<Devices> {
  const adapters = await listAdapters();
  const { device: taken, reason } = autoChoice(adapters);
  const onCpu = [await openBackend('cpu'), referenceBackend()];
  await Promise.all(onCpu.map((backend) => backend.dispose()));
  const devices = [
    ...adapters.map(({ name, software }) => ({ backend: 'webgpu', adapter: name, software })),
    ...onCpu.map(({ name, adapter }) => ({ backend: name, adapter, software: true })),
  ];
  // Of several adapters the first is the preferred one.
  const used = devices.find(({ backend }) => backend === taken);
  return { devices: devices.map((device) => ({ ...device, used: device === used })), reason };
}

function render({ devices, reason }: Devices, { width, color }: TerminalOptions): string {
  const described = devices.map(({ backend, adapter, software, used }): [string, string] => [
    backend,
    [
      adapter,
      ...(software && backend === 'webgpu' ? ['in software'] : []),
      ...(used ? [`used: ${reason}`] : []),
    ].join(' · '),
  ]);
  return layOut([facts(described, columnsWithin(width))], color);
}
