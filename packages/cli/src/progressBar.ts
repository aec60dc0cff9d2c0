const width = 20;

/** A bar of which that part is full, from 0 to 1. */
export function bar(part: number): string {
  return '━'.repeat(Math.round(width * part)).padEnd(width, '╌');
}
