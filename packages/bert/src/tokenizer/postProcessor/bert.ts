import type { JsonObject } from '../fields.ts';
import { type IdOf, readTokenAndId } from './fields.ts';
import type { PostProcessor } from './postProcessor.ts';
import { bertTemplate } from './template.ts';

/** Hugging Face's `BertProcessing`: `[CLS] A [SEP] B [SEP]`. */
export function readBertProcessing(fields: JsonObject, path: string, idOf: IdOf): PostProcessor {
  const cls = readTokenAndId(fields['cls'], `${path}.cls`, idOf);
  const sep = readTokenAndId(fields['sep'], `${path}.sep`, idOf);
  return { template: bertTemplate(cls, sep) };
}
