import { buffer } from 'node:stream/consumers';
import { OptionError } from '@gradlens/ig';

/** The texts named by arguments; `-` stands for the text on stdin. Throws an OptionError where there is none, or an empty one. */
export async function readTexts(args: readonly string[]): Promise<string[]> {
  if (args.length === 0) {
    throw new OptionError('text', 'no text given: pass it as an argument, or - to read it from stdin');
  }
  const texts: string[] = [];
  for (const [i, argument] of args.entries()) {
    const text = argument === '-' ? await readStdin() : argument;
    const place = argument === '-' ? 'on stdin' : args.length > 1 ? `number ${i + 1}` : '';
    if (text.trim() === '')
      throw new OptionError('text', `the text ${place} is empty: give at least one word`.replace('  ', ' '));
    texts.push(text);
  }
  return texts;
}

async function readStdin(): Promise<string> {
  const bytes = await buffer(process.stdin);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes).replace(/\r?\n$/, '');
  } catch {
    throw new Error('stdin is not UTF-8 text: convert it first, for example with iconv');
  }
}
