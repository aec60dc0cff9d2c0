/** The device, with some of what it offers replaced. */
export function withChanged(device: GPUDevice, changed: Partial<GPUDevice>): GPUDevice {
  return new Proxy(device, {
    get(target, name) {
      const value: unknown = Reflect.get(name in changed ? changed : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** The device, taken for one of a GPU: it gets the kernels that are written for GPUs. */
export function asGpu(device: GPUDevice): GPUDevice {
  const { subgroupMinSize, subgroupMaxSize } = device.adapterInfo;
  const gpu = { description: 'a GPU', isFallbackAdapter: false, subgroupMinSize, subgroupMaxSize };
  return withChanged(device, { adapterInfo: gpu as GPUAdapterInfo });
}
