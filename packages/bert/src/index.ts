export { filesFolder, type Folder } from './bytes/folder.ts';
export { blobSource, memorySource, type ByteSource } from './bytes/source.ts';
export { inspectCheckpoint, readCheckpoint, takeCheckpoint } from './checkpoint/checkpoint.ts';
export type { Checkpoint, CheckpointSummary, LoadProgress } from './checkpoint/checkpoint.ts';
export { parseConfig, type BertConfig, type HiddenAct, type ProblemType } from './checkpoint/config.ts';
export { tensorShapes } from './checkpoint/tensorShapes.ts';
export { BertClassifier, loadClassifier } from './classifier.ts';
export type { ClassifierParts, EncodedText, TextToken } from './classifier.ts';
export { ModelError, UnsupportedModelError } from './errors.ts';
export { loadTokenizer } from './loadTokenizer.ts';
export {
  BertForSequenceClassification,
  type LayerName,
  type TokenTensors,
} from './model/sequenceClassification.ts';
export { Weights } from './model/weights.ts';
export { openSafetensors, type Safetensors, type StoredTensor } from './safetensors/reader.ts';
export { writeSafetensors, type TensorToWrite } from './safetensors/writer.ts';
export { countWords, learnVocabulary } from './tokenizer/learnVocabulary.ts';
export { Tokenizer, type Encoding, type EncodeOptions } from './tokenizer/tokenizer.ts';
export { tokenizerFromJson } from './tokenizer/tokenizerJson.ts';
export { tokenizerFromVocabulary } from './tokenizer/vocabularyText.ts';
