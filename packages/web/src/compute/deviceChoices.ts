/** Where to compute. `plain` is the CPU without fused multiply-add, which gives the same bits on every machine. */
export const deviceChoices = ['auto', 'webgpu', 'cpu', 'plain'] as const;
export type DeviceChoice = (typeof deviceChoices)[number];
