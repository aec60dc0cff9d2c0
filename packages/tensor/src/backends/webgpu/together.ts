import { range, type Shader } from './shader.ts';

/** WGSL that gives numbers to all invocations of a workgroup. */
export interface Together {
  /** How many loads each invocation makes. */
  readonly loads: number;
  /** The vector that an invocation loads in its n-th load: a WGSL expression. */
  vector(load: number): string;
  /** Statements that name the vectors `${name}_0`, `${name}_1`, …, given what each of the loads reads. */
  read(load: (n: number) => string): string;
}

/**
 * Reads `count` vectors that all invocations of the workgroup need. Where subgroups have a size, each invocation loads a part and hands it to the others, so
 * that a load serves a whole subgroup; else each loads all.
 */
export function together(
  shader: Shader,
  subgroupSize: number | undefined,
  name: string,
  count: number,
): Together {
  if (subgroupSize === undefined) {
    return {
      loads: count,
      vector: (load) => `${load}u`,
      read: (load) =>
        range(count)
          .map((v) => `let ${name}_${v} = ${load(v)};`)
          .join('\n    '),
    };
  }
  shader.useSubgroups();
  const loads = Math.ceil(count / subgroupSize);
  return {
    loads,
    vector: (load) =>
      (load + 1) * subgroupSize <= count
        ? `(${load * subgroupSize}u + lane)`
        : `min(${load * subgroupSize}u + lane, ${count - 1}u)`,
    read: (load) =>
      [
        ...range(loads).map((n) => `let ${name}_own${n} = ${load(n)};`),
        ...range(count).map(
          (v) =>
            `let ${name}_${v} = subgroupBroadcast(${name}_own${Math.floor(v / subgroupSize)}, ${v % subgroupSize}u);`,
        ),
      ].join('\n    '),
  };
}
