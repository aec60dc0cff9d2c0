import { addAbortSignal } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { OptionError } from '@gradlens/ig';

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

async function readStdin(signal: AbortSignal): Promise<string> {
  const bytes = await buffer(addAbortSignal(signal, process.stdin));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw new Error('stdin is not UTF-8 text: convert it first, for example with iconv');
  }
}
