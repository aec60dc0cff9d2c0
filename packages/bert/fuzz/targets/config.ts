import { headOf } from '../../src/architectures/heads.ts';
import { architectureOf, modelTypes } from '../../src/architectures/index.ts';
import { parseConfig, type BertConfig } from '../../src/checkpoint/config.ts';
import { tensorShapes } from '../../src/checkpoint/tensorShapes.ts';
import { publishedConfigs } from '../../src/convert/publishedConfigs.ts';
import { fixture } from '../fixture.ts';
import { alike, demand, encoded, jsonPieces, type Target } from './target.ts';

/** The configuration of a model: all that is read lies within what the model can be, and says the same when written again. */
export const config: Target = {
  name: 'config',
  corpus: [
    ...['cased-gelu-new', 'regression-relu-half', 'cased-legacy-names', 'multilabel-one-head'].map((name) =>
      fixture(`models/${name}/config.json`),
    ),
    ...encoded(
      JSON.stringify({
        ...publishedConfigs['bert-base-cased'],
        classifier_activation: 'relu',
        num_labels: 3,
      }),
      ...modelTypes.map((modelType) => JSON.stringify({ model_type: modelType })),
      ...['TokenClassification', 'QuestionAnswering'].map((task) =>
        JSON.stringify({ model_type: 'bert', architectures: [`BertFor${task}`], num_labels: 3 }),
      ),
    ),
  ],
  tokens: encoded(
    '"model_type":"bert",',
    '"model_type":"roberta",',
    '"model_type":"albert",',
    '"num_hidden_groups":',
    '"inner_group_num":2,',
    '"embedding_size":',
    '"vocab_size":',
    '"id2label":{"0":"a"},',
    '"num_labels":100001,',
    '"num_labels":100000,',
    '"num_hidden_layers":1000,',
    '"pruned_heads":{},',
    '"quantization_config":null,',
    '"__proto__":{},',
    '"classifier_activation":null,',
    '"problem_type":null,',
    '"architectures":[],',
    ...jsonPieces,
    '-',
    '1e308',
    '0.1',
    '\\u0000',
    '\ufeff',
  ),
  json: true,
  check(bytes) {
    let text: string;
    try {
      text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    } catch {
      // As `readText` refuses it.
      return;
    }
    const read = parseConfig(text, 'config.json');
    const {
      vocabSize,
      hiddenSize,
      layers,
      heads,
      intermediateSize,
      maxPositions,
      typeVocabSize,
      padTokenId,
    } = read;
    const { type, projection } = architectureOf(read).embeddings;
    const sizes = [vocabSize, hiddenSize, layers, heads, intermediateSize, maxPositions];
    sizes.push(
      read.embeddingSize,
      read.groups,
      read.blocksPerLayer,
      ...(type === null ? [] : [typeVocabSize]),
    );
    demand(
      sizes.every((size) => Number.isInteger(size) && size >= 1 && size < 2 ** 31),
      'a size is none',
    );
    demand(
      hiddenSize % heads === 0 && layers * read.blocksPerLayer <= 1000 && read.groups <= layers,
      'sizes contradict one another',
    );
    demand(read.firstPosition >= 0 && read.firstPosition < maxPositions, 'there is no position for a token');
    demand(
      Number.isInteger(padTokenId) && padTokenId >= 0 && padTokenId < vocabSize,
      'the padding is no token',
    );
    demand(read.layerNormEps > 0 && read.layerNormEps < Infinity, 'the epsilon is none');
    demand(
      read.labels.length >= 1 && read.labels.every((label) => typeof label === 'string'),
      'a label is none',
    );
    const given = new Map<string, unknown>(Object.entries(JSON.parse(text) as object));
    for (const [name, field] of Object.entries(architectureOf(read).fields)) {
      if (field === null || field[0] === null || name === 'hiddenAct') continue;
      const [own, fallback, alias = own] = field;
      const found = given.has(alias) ? given.get(alias) : given.get(own);
      demand(read[name as keyof BertConfig] === (found ?? fallback), `${own} is another`);
    }
    const projected = projection !== null && !(projection.ifNeeded && read.embeddingSize === hiddenSize);
    const outside = (type === null ? 4 : 5) + (projected ? 2 : 0) + (headOf(read).pooler ? 4 : 2);
    demand(
      tensorShapes(read).size === outside + 16 * read.groups * read.blocksPerLayer,
      'it has another number of tensors',
    );
    demand(
      alike(parseConfig(JSON.stringify(fieldsOf(read)), 'again'), read),
      'it is another configuration when it is written again',
    );
  },
};

/** As transformers writes them. */
function fieldsOf(read: BertConfig): object {
  const { fields } = architectureOf(read);
  const sizes = Object.entries(fields).flatMap(([name, field]) =>
    field === null || field[0] === null ? [] : [[field[0], read[name as keyof typeof fields]]],
  );
  return {
    ...Object.fromEntries(sizes),
    model_type: read.modelType,
    architectures: [read.architecture],
    id2label: Object.fromEntries(read.labels.entries()),
    problem_type: read.problemType,
    classifier_activation: read.classifierActivation,
  };
}
