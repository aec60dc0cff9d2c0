/** What a worker tells its parent. */
export type FromWorker =
  | { readonly kind: 'begins'; readonly index: number }
  | { readonly kind: 'fault'; readonly index: number; readonly what: string }
  | {
      readonly kind: 'ends';
      readonly accepted: number;
      readonly refused: number;
      /** Bytes of memory. */ readonly grown: number;
    };
