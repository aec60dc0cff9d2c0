import config from '@gradlens/model/film-reviews/config.json?url';
import weights from '@gradlens/model/film-reviews/model.safetensors?url';
import tokenizerConfig from '@gradlens/model/film-reviews/tokenizer_config.json?url';
import vocabulary from '@gradlens/model/film-reviews/vocab.txt?url';

/** Where the files of the bundled model are, as the build has named them. */
export const bundledUrls: Readonly<Record<string, string>> = {
  'config.json': config,
  'model.safetensors': weights,
  'tokenizer_config.json': tokenizerConfig,
  'vocab.txt': vocabulary,
};
