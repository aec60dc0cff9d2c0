import { readFile } from 'node:fs/promises';
import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { OptionError } from '@gradlens/ig';
import { unreadable } from './fileErrors.ts';

/** The texts named by arguments; `-` stands for the text on stdin. Throws an OptionError where there is none, or an empty one. */
export async function readTexts(args: readonly string[], signal: AbortSignal): Promise<string[]> {
  if (args.length === 0) {
    throw new OptionError('text', 'no text given: pass it as an argument, or - to read it from stdin');
  }
  const texts: string[] = [];
  for (const [i, argument] of args.entries()) {
    const text = argument === '-' ? await readStdin(signal) : argument;
    if (text.trim() === '') {
      const name = argument === '-' ? 'the text on stdin' : args.length > 1 ? `text ${i + 1}` : 'the text';
      throw new OptionError('text', `${name} is empty: there is no word to explain`);
    }
    texts.push(text);
  }
  return texts;
}

/** The lines of a file that have words in them. Throws an Error where it cannot be read, or has none. */
export async function readLines(path: string): Promise<string[]> {
  const bytes = await readFile(path).catch((error: unknown) => unreadable(path, error));
  const lines = decode(bytes, path)
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '');
  if (lines.length === 0) throw new Error(`${path}: there is no text in it: expected one per line`);
  return lines;
}

async function readStdin(signal: AbortSignal): Promise<string> {
  return decode(await buffer(addAbortSignal(signal, process.stdin)), 'stdin').replace(/\r?\n$/, '');
}

function decode(bytes: Uint8Array, name: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new Error(`${name} is not UTF-8 text: convert it first, for example with iconv`);
  }
}
