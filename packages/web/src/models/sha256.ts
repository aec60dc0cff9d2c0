/**
 * SHA-256 (FIPS 180-4) of bytes that come one after the other: browsers compute it of what is in memory as a whole alone. `digest` ends it.
 */
export class Sha256 {
  // The first 32 bits of the fractional parts of the square roots of the first 8 primes.
  readonly #state = new Int32Array([
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
  ]);
  readonly #schedule = new Int32Array(64);
  /** Bytes of a block that is not full, as many as `#length` says. */
  readonly #block = new Uint8Array(blockBytes);
  #length = 0;

  update(bytes: Uint8Array): void {
    const held = this.#length % blockBytes;
    this.#length += bytes.length;
    if (held + bytes.length < blockBytes) {
      this.#block.set(bytes, held);
      return;
    }
    let at = 0;
    if (held > 0) {
      at = blockBytes - held;
      this.#block.set(bytes.subarray(0, at), held);
      this.#addBlock(this.#block, 0);
    }
    for (; at + blockBytes <= bytes.length; at += blockBytes) this.#addBlock(bytes, at);
    this.#block.set(bytes.subarray(at));
  }

  /** In hexadecimal digits. */
  digest(): string {
    const held = this.#length % blockBytes;
    const end = new Uint8Array(held < blockBytes - 8 ? blockBytes - held : 2 * blockBytes - held);
    end[0] = 0x80;
    new DataView(end.buffer).setBigUint64(end.length - 8, BigInt(this.#length) * 8n);
    this.update(end);
    return Array.from(this.#state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('');
  }

  #addBlock(bytes: Uint8Array, at: number): void {
    const w = this.#schedule;
    const k = roundConstants;
    for (let t = 0, i = at; t < 16; t++, i += 4)
      w[t] = (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    for (let t = 16; t < 64; t++) {
      const x = w[t - 15]!;
      const y = w[t - 2]!;
      const s0 = ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
      const s1 = ((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10);
      w[t] = (s1 + w[t - 7]! + s0 + w[t - 16]!) | 0;
    }
    const state = this.#state;
    let a = state[0]!;
    let b = state[1]!;
    let c = state[2]!;
    let d = state[3]!;
    let e = state[4]!;
    let f = state[5]!;
    let g = state[6]!;
    let h = state[7]!;
    for (let t = 0; t < 64; t++) {
      const s1 = ((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7));
      const t1 = (h + s1 + (g ^ (e & (f ^ g))) + k[t]! + w[t]!) | 0;
      const s0 = ((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10));
      const t2 = (s0 + ((a & b) | (c & (a | b)))) | 0;
      h = g;
      g = f;
      f = e;
      e = (d + t1) | 0;
      d = c;
      c = b;
      b = a;
      a = (t1 + t2) | 0;
    }
    state[0] = state[0]! + a;
    state[1] = state[1]! + b;
    state[2] = state[2]! + c;
    state[3] = state[3]! + d;
    state[4] = state[4]! + e;
    state[5] = state[5]! + f;
    state[6] = state[6]! + g;
    state[7] = state[7]! + h;
  }
}

const blockBytes = 64;

/** The first 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const roundConstants = Int32Array.from(primes(64), (prime) => rootBits(prime));

function primes(count: number): bigint[] {
  const found: bigint[] = [];
  for (let n = 2n; found.length < count; n++) if (found.every((prime) => n % prime !== 0n)) found.push(n);
  return found;
}

/** ⌊∛n · 2³²⌋ without what is above its last 32 bits, by bisection. */
function rootBits(n: bigint): number {
  let [low, high] = [0n, 1n << 35n];
  while (high - low > 1n) {
    const middle = (low + high) / 2n;
    if (middle ** 3n <= n << 96n) low = middle;
    else high = middle;
  }
  return Number(BigInt.asIntN(32, low));
}
