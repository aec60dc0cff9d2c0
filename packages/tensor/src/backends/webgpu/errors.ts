/** The GPU went away: what it held is lost. */
export class DeviceLostError extends Error {
  override readonly name = 'DeviceLostError';
}

/**
 * Runs `work` and rejects with what the device reported of it: an error that nobody captures would turn into zeros. `undo` then
 * gives back what the work has made.
 */
export async function withErrorScopes<T>(
  device: GPUDevice,
  what: string,
  work: () => T,
  undo: (result: T) => void = () => undefined,
): Promise<T> {
  const filters = ['validation', 'out-of-memory', 'internal'] as const;
  for (const filter of filters) device.pushErrorScope(filter);
  let result: T | undefined;
  let thrown: unknown;
  try {
    result = work();
  } catch (error) {
    thrown = error;
  }
  const reports = await Promise.all(filters.map(() => device.popErrorScope()));
  const report = reports.find((error) => error !== null);
  if (report) {
    if (thrown === undefined) undo(result as T);
    throw new Error(`${what}: the GPU reports: ${report.message.trim()}`);
  }
  if (thrown !== undefined) throw thrown;
  return result as T;
}
