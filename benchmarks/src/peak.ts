import { milliseconds } from './measure.ts';

const lanes = 64;
/** Workgroups of a launch: few keep a CPU busy, many a large GPU. */
const groupCounts = [64, 1024, 16384];
const rounds = 512;
const side = 8;
const unrolled = 4;
const flopsOfGroup = 2 * side * side * unrolled * rounds * lanes;

/**
 * Multiplications and additions in a second, in billions, of a WGSL kernel that does nothing else: sums of outer products of two vectors that stay in
 * registers. The most that a matrix product in WGSL can do on an adapter.
 */
export async function peakGflops(gpu: GPU): Promise<number> {
  const adapter = (await gpu.requestAdapter({ powerPreference: 'high-performance' }))!;
  const device = await adapter.requestDevice();
  const each = (count: number, statement: (i: number) => string): string =>
    [...Array(count).keys()].map(statement).join(' ');
  const vectors = side / 4;
  const product = each(side, (i) =>
    each(vectors, (q) => `sum${i}_${q} = fma(vec4f(a[${i >> 2}][${i % 4}]), b[${q}], sum${i}_${q});`),
  );
  const code = `@group(0) @binding(0) var<storage, read_write> out: array<vec4f>;
@compute @workgroup_size(${lanes})
fn main(@builtin(global_invocation_id) id: vec3u) {
  let a = array<vec4f, ${vectors}>(${each(vectors, (q) => `out[${q}] + f32(id.x),`)});
  let b = array<vec4f, ${vectors}>(${each(vectors, (q) => `out[${vectors + q}] + f32(id.x),`)});
  ${each(side, (i) => each(vectors, (q) => `var sum${i}_${q} = vec4f();`))}
  for (var round = 0u; round < ${rounds}u; round++) {
    ${each(unrolled, () => product)}
  }
  out[id.x] = ${[...Array(side).keys()].flatMap((i) => [...Array(vectors).keys()].map((q) => `sum${i}_${q}`)).join(' + ')};
}`;
  const pipeline = await device.createComputePipelineAsync({
    layout: 'auto',
    compute: { module: device.createShaderModule({ code }) },
  });
  const buffer = device.createBuffer({ size: 16 * lanes * Math.max(...groupCounts), usage: 0x80 });
  const bindGroup = device.createBindGroup({
    layout: pipeline.getBindGroupLayout(0),
    entries: [{ binding: 0, resource: { buffer } }],
  });
  const run = async (groups: number, launches: number): Promise<void> => {
    const encoder = device.createCommandEncoder();
    const pass = encoder.beginComputePass();
    pass.setPipeline(pipeline);
    pass.setBindGroup(0, bindGroup);
    for (let i = 0; i < launches; i++) pass.dispatchWorkgroups(groups);
    pass.end();
    device.queue.submit([encoder.finish()]);
    await device.queue.onSubmittedWorkDone();
  };
  let most = 0;
  for (const groups of groupCounts) {
    await run(groups, 1);
    const launches = Math.ceil(100 / (await milliseconds(() => run(groups, 1))));
    for (let i = 0; i < 5; i++) {
      const time = (await milliseconds(() => run(groups, launches))) / launches;
      most = Math.max(most, (flopsOfGroup * groups) / time / 1e6);
    }
    // Where they wait for each other, more of them say nothing new.
    if (launches === 1) break;
  }
  device.destroy();
  return most;
}
