import { directory, loadTokenizer } from '@gradlens/bert/node';
import { describe, expect, test } from 'vitest';
import { tokenizersFolder } from '../../../fixtures/checkpointFolder.ts';
import { explain, predict, withoutWords } from '../src/index.ts';
import { drawModel, open } from './support/drawnModel.ts';

const fields = {
  hidden_size: 6,
  num_attention_heads: 2,
  num_hidden_layers: 1,
  intermediate_size: 5,
  hidden_act: 'gelu',
  max_position_embeddings: 40,
};

describe.each(['roberta', 'xlm-roberta', 'albert'])('words of the tokenizer of %s', async (name) => {
  const tokenizer = await loadTokenizer(directory(`${tokenizersFolder}/${name}`));
  const model = open(drawModel(7, { ...fields, vocab_size: tokenizer.vocabularySize }), tokenizer);
  const text = 'The unwatchable movie, very good!';

  test('are what is shown, without their spaces', async () => {
    const { words } = await explain(model, `${text}\n`, { steps: 2 });
    expect(words.map((word) => word.text)).toEqual(['The', 'unwatchable', 'movie', ',', 'very', 'good', '!']);
  });

  test('are deleted with all their pieces', async () => {
    const { prediction } = await predict(model, 'The movie, good!');
    const left = await withoutWords(model, text, [1, 4], { replacement: 'delete' });
    expect(left.prediction).toEqual(prediction);
  });

  test.for(['pad', 'mask', 'unk'] as const)('are its own %s token in the baseline', async (baseline) => {
    const token = { pad: '<pad>', mask: name === 'albert' ? '[MASK]' : '<mask>', unk: '<unk>' }[baseline];
    const count = tokenizer.encode(text).ids.length - 2;
    // As a text the token has its own id, once for each piece.
    const { prediction } = await predict(model, token.repeat(count));
    const { target } = await explain(model, text, { baseline, target: '0', steps: 2 });
    expect(target.baselineValue).toBeCloseTo(prediction.logits[0]!, 12);
  });

  test('are not in whitespace', async () => {
    await expect(explain(model, ' \n ')).rejects.toThrow('the text is empty');
  });
});
