/** What of an adapter decides how kernels are written. */
export interface AdapterTraits {
  /** Whether invocations can read each other's registers. */
  readonly subgroups: boolean;
  /** Of how many invocations, where their number is the same in every kernel; undefined where it is not, or none can. */
  readonly subgroupSize: number | undefined;
  /** Whether the adapter computes on the CPU: a few threads, and no memory that is nearer than others. */
  readonly software: boolean;
  /** Bytes of memory that a workgroup can have. */
  readonly workgroupBytes: number;
}

/** What a device's kernels can make use of; where a browser does not yet tell about a device's adapter, only what all have. */
export function traitsOf(device: GPUDevice): AdapterTraits {
  const { features, adapterInfo }: Pick<GPUDevice, 'features'> & Partial<GPUDevice> = device;
  const workgroupBytes = device.limits.maxComputeWorkgroupStorageSize;
  if (!adapterInfo) return { subgroups: false, subgroupSize: undefined, software: false, workgroupBytes };
  const { subgroupMinSize, subgroupMaxSize } = adapterInfo;
  const subgroups = features.has('subgroups');
  const fixed = subgroups && subgroupMinSize === subgroupMaxSize;
  return {
    subgroups,
    subgroupSize: fixed ? subgroupMinSize : undefined,
    software: isSoftware(adapterInfo),
    workgroupBytes,
  };
}

/** Whether an adapter computes on the CPU. */
export function isSoftware({
  architecture,
  device,
  description,
  isFallbackAdapter,
}: GPUAdapterInfo): boolean {
  return (
    isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(`${architecture} ${device} ${description}`)
  );
}
