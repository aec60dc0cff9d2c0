/**
 * What `tokenizer_config.json` says of a vocabulary that stands alone. One that tells upper case from lower is of a cased
 * model: in any other, such a token would be one that no text can have. Tokens in brackets are special, and do not count.
 */
export function tokenizerSettings(vocabulary: string, maxPositions: number): object {
  const cased = vocabulary
    .split('\n')
    .some((token) => token !== token.toLowerCase() && !/^\[.*\]\s*$/.test(token));
  return {
    tokenizer_class: 'BertTokenizer',
    do_lower_case: !cased,
    model_max_length: maxPositions,
  };
}
