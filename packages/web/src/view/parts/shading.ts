import { isSeen, senseOf } from '@gradlens/ig/view';

/** How something that has a share of the strongest, from −1 to 1, is shaded; what nobody would see is not. */
export function shading(share: number, signs: boolean) {
  const seen = isSeen(share);
  return {
    class: seen ? senseOf(share, signs) : '',
    style: { '--s': seen ? Math.abs(share).toFixed(3) : '0' },
  };
}
