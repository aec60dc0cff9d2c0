/** A place in the input of the model: a special token, or one of the two texts. */
export type TemplatePiece =
  | { readonly kind: 'special'; readonly id: number; readonly typeId: 0 | 1 }
  | { readonly kind: 'text'; readonly segment: 0 | 1; readonly typeId: 0 | 1 };

/** How special tokens are put around one text and around two. */
export interface Template {
  readonly single: readonly TemplatePiece[];
  readonly pair: readonly TemplatePiece[];
}

/** `[CLS] A [SEP]` and `[CLS] A [SEP] B [SEP]` with type 1 from B on (Devlin et al. 2018, section 3.2). */
export function bertTemplate(cls: number, sep: number): Template {
  const single: TemplatePiece[] = [
    { kind: 'special', id: cls, typeId: 0 },
    { kind: 'text', segment: 0, typeId: 0 },
    { kind: 'special', id: sep, typeId: 0 },
  ];
  return {
    single,
    pair: [...single, { kind: 'text', segment: 1, typeId: 1 }, { kind: 'special', id: sep, typeId: 1 }],
  };
}

/** `<s> A </s>` and `<s> A </s></s> B </s>`, all of type 0 (Liu et al. 2019; Hugging Face's `RobertaProcessing`). */
export function robertaTemplate(cls: number, sep: number): Template {
  const special = (id: number): TemplatePiece => ({ kind: 'special', id, typeId: 0 });
  const single: TemplatePiece[] = [special(cls), { kind: 'text', segment: 0, typeId: 0 }, special(sep)];
  return {
    single,
    pair: [...single, special(sep), { kind: 'text', segment: 1, typeId: 0 }, special(sep)],
  };
}

/** The number of special tokens among `pieces`. */
export function specialTokenCount(pieces: readonly TemplatePiece[]): number {
  return pieces.filter((piece) => piece.kind === 'special').length;
}
