import { expect, test } from 'vitest';
import { testAdapter } from './support/adapter.ts';

// The rounding of tanh and exp is left to the driver (WGSL, section 15.7.4): 2^-11 covers tanh's inherited error in f32.
test('an adapter runs a kernel of tanh and exp', async () => {
  const adapter = await testAdapter();
  const device = await adapter!.requestDevice();
  const x = Float32Array.from({ length: 64 }, (_, i) => (i - 32) / 8);
  const storage = 0x80,
    copySource = 0x4,
    copyDestination = 0x8,
    mapRead = 0x1;
  const buffer = device.createBuffer({ size: x.byteLength, usage: storage | copySource | copyDestination });
  device.queue.writeBuffer(buffer, 0, x);
  const staging = device.createBuffer({ size: x.byteLength, usage: mapRead | copyDestination });
  const code = `@group(0) @binding(0) var<storage, read_write> x: array<f32>;
    @compute @workgroup_size(64) fn main(@builtin(global_invocation_id) id: vec3u) {
      x[id.x] = tanh(x[id.x]) + exp(-x[id.x] * x[id.x]);
    }`;
  const pipeline = device.createComputePipeline({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }) },
  });
  const encoder = device.createCommandEncoder();
  const pass = encoder.beginComputePass();
  pass.setPipeline(pipeline);
  pass.setBindGroup(
    0,
    device.createBindGroup({
      layout: pipeline.getBindGroupLayout(0),
      entries: [{ binding: 0, resource: { buffer } }],
    }),
  );
  pass.dispatchWorkgroups(1);
  pass.end();
  encoder.copyBufferToBuffer(buffer, 0, staging, 0, x.byteLength);
  device.queue.submit([encoder.finish()]);
  await staging.mapAsync(1);
  const y = new Float32Array(staging.getMappedRange().slice(0));
  device.destroy();
  x.forEach((value, i) => expect(y[i]).toBeCloseTo(Math.tanh(value) + Math.exp(-value * value), 3));
});
