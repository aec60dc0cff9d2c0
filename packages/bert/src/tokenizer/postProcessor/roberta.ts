import { booleanField, type JsonObject } from '../fields.ts';
import { type IdOf, readTokenAndId } from './fields.ts';
import type { PostProcessor } from './postProcessor.ts';
import { robertaTemplate } from './template.ts';
import { trimming } from './trim.ts';

/** Hugging Face's `RobertaProcessing`: `<s> A </s></s> B </s>`, all of one type. */
export function readRobertaProcessing(fields: JsonObject, path: string, idOf: IdOf): PostProcessor {
  const cls = readTokenAndId(fields['cls'], `${path}.cls`, idOf);
  const sep = readTokenAndId(fields['sep'], `${path}.sep`, idOf);
  const addPrefixSpace = booleanField(fields['add_prefix_space'], `${path}.add_prefix_space`);
  const trims = booleanField(fields['trim_offsets'], `${path}.trim_offsets`);
  return { template: robertaTemplate(cls, sep), ...(trims && { trim: trimming(addPrefixSpace) }) };
}
