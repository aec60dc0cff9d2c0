import { show } from '../../show.ts';
import { integerField, type JsonObject, listField, objectField, stringField, unexpected } from '../fields.ts';
import { checkedId, type IdOf } from './fields.ts';
import type { PostProcessor } from './postProcessor.ts';
import type { TemplatePiece } from './template.ts';

/** Ids that a special token may stand for: its pieces could otherwise be the square of what a file holds. */
const mostIds = 16;

/** Hugging Face's `TemplateProcessing`: the texts and the special tokens in any order. */
export function readTemplateProcessing(fields: JsonObject, path: string, idOf: IdOf): PostProcessor {
  const specialPath = `${path}.special_tokens`;
  const special = objectField(fields['special_tokens'], specialPath);
  const template = {
    single: readPieces(fields['single'], `${path}.single`, special, specialPath, idOf),
    pair: readPieces(fields['pair'], `${path}.pair`, special, specialPath, idOf),
  };
  requireTexts(template.single, `${path}.single`, 'A');
  requireTexts(template.pair, `${path}.pair`, 'AB');
  return { template };
}

function readPieces(
  value: unknown,
  path: string,
  special: JsonObject,
  specialPath: string,
  idOf: IdOf,
): TemplatePiece[] {
  return listField(value, path).flatMap((entry, i): TemplatePiece[] => {
    const piece = objectField(entry, `${path}[${i}]`);
    const kind = 'Sequence' in piece ? 'Sequence' : 'SpecialToken';
    const at = `${path}[${i}].${kind}`;
    const fields = objectField(piece[kind], at);
    const typeId = integerField(fields['type_id'], `${at}.type_id`, 1) as 0 | 1;
    const name = stringField(fields['id'], `${at}.id`);
    if (kind === 'Sequence') {
      if (name !== 'A' && name !== 'B') throw unexpected(name, `${at}.id`, '"A" or "B"');
      return [{ kind: 'text', segment: name === 'A' ? 0 : 1, typeId }];
    }
    const definition = `${specialPath}[${show(name)}]`;
    const defined = Object.hasOwn(special, name) ? special[name] : undefined;
    const { ids, tokens } = objectField(defined, definition);
    const names = listField(tokens, `${definition}.tokens`);
    const givenIds = listField(ids, `${definition}.ids`);
    if (givenIds.length > mostIds) throw unexpected(ids, `${definition}.ids`, `at most ${mostIds} ids`);
    return givenIds.map((given, k) => ({
      kind: 'special',
      id: checkedId(names[k], given, definition, idOf),
      typeId,
    }));
  });
}

/** Each text must occur once, in order. */
function requireTexts(pieces: readonly TemplatePiece[], path: string, expected: 'A' | 'AB'): void {
  const texts = pieces.flatMap((piece) => (piece.kind === 'text' ? ['AB'[piece.segment]!] : [])).join('');
  if (texts !== expected)
    throw unexpected(texts, `${path}`, `a template with the texts ${expected} once and in order`);
}
