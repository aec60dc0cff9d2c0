import { config } from './config.ts';
import { hubAnswer } from './hubAnswer.ts';
import { hubHeaders } from './hubHeaders.ts';
import { pickle } from './pickle.ts';
import { safetensors } from './safetensors.ts';
import type { Target } from './target.ts';
import { bpe, unigram, vocabulary, wordPiece } from './tokenizer.ts';
import { torch } from './torch.ts';
import { weightIndex } from './weightIndex.ts';
import { zip } from './zip.ts';

export const targets: readonly Target[] = [
  safetensors,
  pickle,
  zip,
  torch,
  wordPiece,
  bpe,
  unigram,
  vocabulary,
  config,
  weightIndex,
  hubAnswer,
  hubHeaders,
];
