/** The device, with some of what it offers replaced. */
export function withChanged(device: GPUDevice, changed: Partial<GPUDevice>): GPUDevice {
  return new Proxy(device, {
    get(target, name) {
      const value: unknown = Reflect.get(name in changed ? changed : target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}
