import type { JsonObject } from '../fields.ts';
import { type Ids, readTokenAndId } from './fields.ts';
import type { PostProcessor } from './postProcessor.ts';
import { bertTemplate } from './template.ts';

/** Hugging Face's `BertProcessing`: `[CLS] A [SEP] B [SEP]`. */
export function readBertProcessing(fields: JsonObject, path: string, ids: Ids): PostProcessor {
  const cls = readTokenAndId(fields['cls'], `${path}.cls`, ids);
  const sep = readTokenAndId(fields['sep'], `${path}.sep`, ids);
  return { template: bertTemplate(cls, sep), trim: null };
}
