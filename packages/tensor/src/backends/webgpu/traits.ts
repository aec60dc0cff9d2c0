import type { AdapterTraits } from './kernels/matmul/candidates.ts';

/** What a device's kernels can make use of. */
export function traitsOf({ features, adapterInfo }: GPUDevice): AdapterTraits {
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
