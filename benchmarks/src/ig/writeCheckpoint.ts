// usage: node dist/ig/writeCheckpoint.js FOLDER
// Writes a BERT classifier of random weights in Hugging Face layout, 440 MB.
import { writeSafetensors } from '@gradlens/bert';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bertBase, drawTensors, vocabulary } from './checkpoint.ts';

const folder = process.argv[2]!;
const unfinished = `${folder}.part`;
mkdirSync(unfinished, { recursive: true });
const write = (file: string, content: string | Uint8Array): void =>
  writeFileSync(join(unfinished, file), content);
write('config.json', JSON.stringify(bertBase, null, 2));
write('vocab.txt', vocabulary(bertBase.vocab_size));
write('model.safetensors', writeSafetensors(drawTensors(bertBase), { format: 'pt' }));
renameSync(unfinished, folder);
