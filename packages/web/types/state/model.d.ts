import type { DeviceChoice } from '../compute/device.ts';
import type { ByteProgress, OpenedModel } from '../compute/protocol.ts';
import type { ModelSource } from '../models/source.ts';
/** The model that explains; null until the first one is there. */
export declare const model: import('@preact/signals-core').Signal<OpenedModel | null>;
export declare const source: import('@preact/signals-core').Signal<ModelSource>;
export declare const device: import('@preact/signals-core').Signal<'auto' | 'cpu' | 'plain' | 'webgpu'>;
/** What is being opened. */
export declare const opening: import('@preact/signals-core').Signal<{
  readonly name: string;
  readonly progress: ByteProgress;
} | null>;
/** Why the last one could not be opened. */
export declare const openingFailure: import('@preact/signals-core').Signal<string | null>;
export declare const sourceName: import('@preact/signals-core').ReadonlySignal<string>;
/** Opens a model; the one before stays where that fails. */
export declare function openModel(next: ModelSource, on: DeviceChoice): Promise<boolean>;
export declare function cancelOpening(): void;
