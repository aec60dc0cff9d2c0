import { milliseconds } from './measure.ts';

const lanes = 64;
const groups = 64;
const rounds = 512;
const chains = 16;
const unrolled = 8;

/**
 * Multiplications and additions in a second, in billions, of a WGSL kernel that does nothing else: chains of fused multiply-adds in registers. The most
 * that any kernel in WGSL can do on an adapter.
 */
export async function peakGflops(gpu: GPU): Promise<number> {
  const adapter = (await gpu.requestAdapter({ powerPreference: 'high-performance' }))!;
  const device = await adapter.requestDevice();
  const each = (statement: (i: number) => string): string =>
    [...Array(chains).keys()].map(statement).join(' ');
  const code = `@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let factor = out[0];
  let term = out[1];
  ${each((i) => `var x${i} = vec4f(f32(id.x) + ${i}f);`)}
  for (var round = 0u; round < ${rounds}u; round++) {
    ${Array.from({ length: unrolled }, () => each((i) => `x${i} = fma(x${i}, factor, term);`)).join('\n    ')}
  }
  out[id.x] = ${[...Array(chains).keys()].map((i) => `x${i}`).join(' + ')};
}`;
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }) },
  });
  const buffer = device.createBuffer({ size: 16 * lanes * groups, usage: 0x80 });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  const run = async (launches: number): Promise<void> => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    for (let i = 0; i < launches; i++) pass.dispatchWorkgroups(groups);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  };
  await run(1);
  const launches = Math.ceil(100 / (await milliseconds(() => run(1))));
  const times: number[] = [];
  for (let i = 0; i < 5; i++) times.push((await milliseconds(() => run(launches))) / launches);
  device.destroy();
  const flops = 2 * 4 * chains * unrolled * rounds * lanes * groups;
  return flops / Math.min(...times) / 1e6;
}
