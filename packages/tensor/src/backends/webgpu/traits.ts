import type { AdapterTraits } from './kernels/matmul/candidates.ts';

/** What a device's kernels can make use of; where a browser does not yet tell about a device's adapter, only what all have. */
export function traitsOf(device: GPUDevice): AdapterTraits {
  const { features, adapterInfo }: Pick<GPUDevice, 'features'> & Partial<GPUDevice> = device;
  if (!adapterInfo) return { subgroupSize: undefined, software: false };
  const { subgroupMinSize, subgroupMaxSize } = adapterInfo;
  const fixed = features.has('subgroups') && subgroupMinSize === subgroupMaxSize;
  return { subgroupSize: fixed ? subgroupMinSize : undefined, software: isSoftware(adapterInfo) };
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
