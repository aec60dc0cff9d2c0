/** What `--help` shows of each command after its flags. */
export const examples = {
  explain: listed([
    ['gradlens explain "The movie is superb"', 'what moved the prediction of the bundled model'],
    ['gradlens explain --model my-bert --baseline mask - < review.txt', 'your own model, a text from a file'],
    [
      'gradlens explain --model nlptown/bert-base-multilingual-uncased-sentiment "The movie is superb"',
      'a model of the Hugging Face hub',
    ],
    [
      'gradlens explain --target all --output probability "The movie is superb"',
      'the probability of each label',
    ],
    [
      'gradlens explain --model my-ner --target "New York" "She moved to New York"',
      'the labels of two words',
    ],
    [
      'gradlens explain --model my-qa --pair "She moved to New York" "Where did she move?"',
      'where the answer starts, and where it ends',
    ],
    ['gradlens explain --layers all "The movie is superb"', 'layer by layer'],
    ['gradlens explain --explainer occlusion "The movie is superb"', 'another method'],
    ['gradlens explain --input reviews.csv --format jsonl -o out.jsonl', 'a data set; goes on with --resume'],
  ]),
  predict: listed([
    ['gradlens predict --model my-bert "The movie is superb"', 'label and probabilities'],
    ['gradlens predict --model my-ner "She moved to New York"', 'words and their labels'],
    ['gradlens predict --model my-qa --pair "She moved to New York" "Where did she move?"', 'the answer'],
    ['gradlens predict --input reviews.jsonl --format jsonl', 'a record for each text, and accuracy'],
  ]),
  evaluate: listed([
    ['gradlens evaluate reviews.csv --limit 200', 'the usual explainers, from [PAD] and from [MASK]'],
    [
      'gradlens evaluate reviews.txt --explainer integrated_gradients --explainer lime --json',
      'two of them, as JSON',
    ],
  ]),
  summarize: listed([
    ['gradlens summarize out.jsonl --words 30', 'the thirty strongest words in each direction'],
  ]),
  inspect: listed([
    ['gradlens inspect my-bert', 'its sizes, labels and tensors'],
    ['gradlens inspect owner/name@v1.0', 'those of a model of the Hugging Face hub, at a tag'],
  ]),
  convert: listed([
    [
      'gradlens convert bert_model.pt --config bert-base-cased --vocab vocab.txt -o my-bert',
      'the weights that torch.save wrote, as a folder for --model',
    ],
  ]),
  devices: listed([['gradlens devices', 'adapters, and which one --device auto takes']]),
  completion: listed([
    ['source <(gradlens completion bash)', 'in ~/.bashrc'],
    ['gradlens completion zsh > "${fpath[1]}/_gradlens"', 'once'],
    ['gradlens completion fish > ~/.config/fish/completions/gradlens.fish', 'once'],
  ]),
} as const;

function listed(entries: readonly (readonly [command: string, meaning: string])[]): string {
  return `\nExamples:\n${entries.map(([command, meaning]) => `  ${command}\n      ${meaning}\n`).join('')}`;
}
