import { type Backend } from '@gradlens/tensor';
/** Where to compute. `plain` is the CPU without fused multiply-add, which gives the same bits on every machine. */
export declare const deviceChoices: readonly ['auto', 'webgpu', 'cpu', 'plain'];
export type DeviceChoice = (typeof deviceChoices)[number];
export interface OpenedDevice {
  readonly backend: Backend;
  /** Why another was not taken; null where there is nothing to say. */
  readonly note: string | null;
}
/** Opens a backend. Rejects with an Error where WebGPU is asked for and is not there. */
export declare function openDevice(choice: DeviceChoice): Promise<OpenedDevice>;
