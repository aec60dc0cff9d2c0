import type { ByteProgress } from '../../compute/protocol.ts';

const mega = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

/** How far something is that is counted in bytes. */
export function ByteBar({
  label,
  progress: { doneBytes, totalBytes },
}: {
  readonly label: string;
  readonly progress: ByteProgress;
}) {
  const counted = totalBytes === undefined ? mega(doneBytes) : `${mega(doneBytes)} of ${mega(totalBytes)}`;
  return (
    <span class="bytes">
      {label}{' '}
      <progress aria-label={label} {...(totalBytes !== undefined && { max: totalBytes, value: doneBytes })} />{' '}
      {doneBytes > 0 && counted}
    </span>
  );
}
