import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { blockOf } from '../src/architectures/modules.ts';
import { modelTypes } from '../src/architectures/index.ts';
import { parseConfig, type BertConfig } from '../src/checkpoint/config.ts';
import { compareTensors, faults } from '../src/checkpoint/report.ts';
import { tensorShapes } from '../src/checkpoint/tensorShapes.ts';
import { positionIds } from '../src/model/positions.ts';
import { ModelError, UnsupportedModelError } from '../src/errors.ts';

const parse = (model_type: string, fields: object = {}): BertConfig =>
  parseConfig(JSON.stringify({ model_type, ...fields }), 'config.json');

// Counted by transformers: the state dict and the parameters of AutoModelForSequenceClassification.from_config(…Config(**fields)).
test.each<[string, object, tensors: number, parameters: number]>([
  ['bert', {}, 201, 109_483_778],
  ['distilbert', {}, 104, 66_955_010],
  ['electra', {}, 203, 13_549_314],
  ['roberta', {}, 201, 124_646_402],
  ['xlm-roberta', {}, 201, 109_483_778],
  ['albert', {}, 27, 222_603_778],
  // electra-base, which has no projection; then the published ones of the name.
  [
    'electra',
    { embedding_size: 768, hidden_size: 768, num_attention_heads: 12, intermediate_size: 3072 },
    201,
    109_483_778,
  ],
  ['roberta', { max_position_embeddings: 514, type_vocab_size: 1 }, 201, 124_647_170],
  [
    'xlm-roberta',
    { vocab_size: 250_002, max_position_embeddings: 514, type_vocab_size: 1 },
    201,
    278_045_186,
  ],
  ['albert', { hidden_size: 768, num_attention_heads: 12, intermediate_size: 3072 }, 27, 11_685_122],
  [
    'albert',
    {
      embedding_size: 64,
      hidden_size: 64,
      num_attention_heads: 4,
      intermediate_size: 16,
      num_hidden_layers: 5,
      num_hidden_groups: 3,
    },
    59,
    2_018_546,
  ],
  [
    'albert',
    {
      embedding_size: 64,
      hidden_size: 64,
      num_attention_heads: 4,
      intermediate_size: 16,
      num_hidden_layers: 5,
      num_hidden_groups: 3,
      inner_group_num: 2,
    },
    107,
    2_075_618,
  ],
])('%s %j has the tensors of transformers', (modelType, fields, tensors, parameters) => {
  const shapes = [...tensorShapes(parse(modelType, fields)).values()];
  expect(shapes).toHaveLength(tensors);
  expect(shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0)).toBe(parameters);
});

// Counted likewise: AutoModelForTokenClassification with five labels, and AutoModelForQuestionAnswering.
test.each<[string, string, tensors: number, parameters: [number, number]]>([
  ['bert', 'Bert', 199, [108_895_493, 108_893_186]],
  ['distilbert', 'DistilBert', 102, [66_366_725, 66_364_418]],
  ['electra', 'Electra', 201, [13_484_293, 13_483_522]],
  ['roberta', 'Roberta', 199, [124_058_117, 124_055_810]],
  ['xlm-roberta', 'XLMRoberta', 199, [108_895_493, 108_893_186]],
  ['albert', 'Albert', 25, [205_834_757, 205_822_466]],
])('%s has other heads', (modelType, name, tensors, parameters) => {
  const counts = ['TokenClassification', 'QuestionAnswering'].map((task) => {
    const config = parse(modelType, { architectures: [`${name}For${task}`], num_labels: 5 });
    const shapes = [...tensorShapes(config).values()];
    expect(shapes).toHaveLength(tensors);
    return shapes.reduce((sum, shape) => sum + shape.reduce((a, b) => a * b, 1), 0);
  });
  expect(counts).toEqual(parameters);
});

test('the outputs of a model that finds answers have the same names whatever the file calls them', () => {
  const fields = { architectures: ['BertForQuestionAnswering'], id2label: { 0: 'LABEL_0', 1: 'LABEL_1' } };
  expect(parse('bert', fields)).toMatchObject({ task: 'question-answering', labels: ['start', 'end'] });
});

describe('layers of one group have the same weights', () => {
  // Python: [int(i / (layers / groups)) for i in range(layers)]
  test.each([
    [[0, 0, 0, 0], 1],
    [[0, 0, 1, 1, 2], 3],
    [[0, 0, 0, 1, 1, 2, 2, 2, 3, 3], 4],
    [[0, 0, 1, 2, 3, 4], 5],
  ])('%j', (groupOf, groups) => {
    const config = parse('albert', { num_hidden_layers: groupOf.length, num_hidden_groups: groups });
    expect(groupOf.map((_, layer) => blockOf(config, layer))).toEqual(
      groupOf.map((group) => `albert.encoder.albert_layer_groups.${group}.albert_layers.0`),
    );
  });

  test('of BERT each is a group of its own', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1000 }), (num_hidden_layers) => {
        const config = parse('bert', { num_hidden_layers });
        for (let layer = 0; layer < num_hidden_layers; layer++) {
          if (blockOf(config, layer) !== `bert.encoder.layer.${layer}`) throw new Error(`layer ${layer}`);
        }
      }),
      { numRuns: 100 },
    );
  });
});

describe('positions', () => {
  const ids = Int32Array.of(0, 5, 1, 6, 2, 1);

  test('of RoBERTa begin after the padding’s and leave it out', () => {
    // RobertaEmbeddings.create_position_ids_from_input_ids(torch.tensor([[0, 5, 1, 6, 2, 1]]), 1)
    expect([...positionIds(parse('roberta'), ids)]).toEqual([2, 3, 1, 4, 5, 1]);
    expect(parse('roberta', { pad_token_id: 7 }).firstPosition).toBe(8);
  });

  test.each(modelTypes.filter((name) => !name.includes('roberta')))('of %s count all tokens', (name) => {
    expect([...positionIds(parse(name), ids)]).toEqual([0, 1, 2, 3, 4, 5]);
  });
});

describe('what keeps a model from being computed is named by its own field', () => {
  test.each<[string, object, string]>([
    ['distilbert', { n_heads: 5 }, '"n_heads" (5) must divide "dim" (768)'],
    ['distilbert', { hidden_dim: 0 }, '"hidden_dim" must be an integer from 1 to 2147483647, found 0'],
    [
      'electra',
      { embedding_size: 'x' },
      '"embedding_size" must be an integer from 1 to 2147483647, found "x"',
    ],
    ['albert', { inner_group_num: 84 }, '"inner_group_num" must be an integer from 1 to 83, found 84'],
    ['albert', { num_hidden_groups: 13 }, '"num_hidden_groups" must be an integer from 1 to 12, found 13'],
    [
      'roberta',
      { max_position_embeddings: 2 },
      '"max_position_embeddings" (2) must be above 2, the position of the first token after that of the padding',
    ],
  ])('%s %j', (modelType, fields, sentence) => {
    expect(() => parse(modelType, fields)).toThrow(new ModelError(`config.json: ${sentence}`));
  });

  test.each<[string, object, string]>([
    [
      'distilbert',
      { activation: 'silu' },
      '"activation" is "silu", which is not supported; supported: "gelu", "gelu_python", "gelu_new", "gelu_fast", "gelu_accurate", "gelu_pytorch_tanh", "gelu_python_tanh", "relu"',
    ],
    [
      'roberta',
      { position_embedding_type: 'relative_key' },
      '"position_embedding_type" is "relative_key", which is not supported; supported: "absolute"',
    ],
  ])('%s %j', (modelType, fields, sentence) => {
    expect(() => parse(modelType, fields)).toThrow(new UnsupportedModelError(`config.json: ${sentence}`));
  });

  test('fields of DistilBERT may have the names of BERT, which count', () => {
    // Python: DistilBertConfig.from_dict(…)
    const bert = { hidden_size: 32, num_hidden_layers: 5, num_attention_heads: 4 };
    expect(parse('distilbert', { dim: 64, n_layers: 3, ...bert })).toMatchObject({
      hiddenSize: 32,
      layers: 5,
      heads: 4,
    });
    expect(() => parse('distilbert', { ...bert, num_hidden_layers: 'x' })).toThrow(
      '"num_hidden_layers" must be an integer from 1 to 1000, found "x"',
    );
  });

  test('a field of another architecture is none', () => {
    expect(parse('bert', { dim: 5, inner_group_num: 2, num_hidden_groups: 3 })).toEqual(parse('bert'));
    expect(parse('distilbert', { layer_norm_eps: 1, type_vocab_size: 5 })).toEqual(parse('distilbert'));
  });
});

// By the names that transformers gives the rest of the models that were pre-trained.
test.each([
  ['bert', ['bert.embeddings.position_ids', 'cls.predictions.bias'], 'bert.embeddings.extra'],
  ['distilbert', ['vocab_transform.weight', 'vocab_layer_norm.bias', 'vocab_projector.bias'], 'cls.bias'],
  ['electra', ['electra.embeddings.position_ids', 'discriminator_predictions.dense.bias'], 'lm_head.bias'],
  ['roberta', ['roberta.embeddings.position_ids', 'lm_head.bias', 'roberta.pooler.dense.bias'], 'cls.bias'],
  ['albert', ['predictions.bias', 'sop_classifier.classifier.bias'], 'lm_head.bias'],
])('%s leaves what pre-training left', (modelType, leftovers, other) => {
  const config = parse(modelType);
  const found = new Map(
    [...tensorShapes(config), ...[...leftovers, other].map((name) => [name, [1]] as const)].map(
      ([name, shape]) => [name, { shape }],
    ),
  );
  const { report } = compareTensors(config, found);
  expect(faults(report)).toBeUndefined();
  expect(report).toMatchObject({ ignored: leftovers, unused: [other], renamed: [] });
});
