import type { Method, OutputKind } from '@gradlens/ig';
/** In the order in which they are offered. They stand here again because the library's own lists come with all that computes. */
export declare const outputKinds: readonly OutputKind[];
export declare const methods: readonly Method[];
