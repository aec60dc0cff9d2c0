import { UnsupportedModelError } from '@gradlens/bert';
import { OptionError, TaskError } from '@gradlens/ig';
import { EnvironmentError } from '@gradlens/tensor/node';
import { CommanderError } from 'commander';
import { ToleranceError } from './errors.ts';

/** Exit statuses; scripts depend on them. */
export const status = {
  done: 0,
  failed: 1,
  usage: 2,
  unsupportedModel: 3,
  toleranceNotMet: 4,
} as const;

/** How an error ends the program. */
export function statusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? status.done : status.usage;
  if (error instanceof OptionError || error instanceof EnvironmentError) return status.usage;
  if (error instanceof UnsupportedModelError || error instanceof TaskError) return status.unsupportedModel;
  if (error instanceof ToleranceError) return status.toleranceNotMet;
  // Whoever reads our output has had enough of it: `gradlens … | head -1`.
  if (isBrokenPipe(error)) return status.done;
  return status.failed;
}

export function isBrokenPipe(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EPIPE';
}
