import { config } from './config.ts';
import { pickle } from './pickle.ts';
import { safetensors } from './safetensors.ts';
import type { Target } from './target.ts';
import { tokenizer } from './tokenizer.ts';
import { torch } from './torch.ts';
import { zip } from './zip.ts';

export const targets: readonly Target[] = [safetensors, pickle, zip, torch, tokenizer, config];
