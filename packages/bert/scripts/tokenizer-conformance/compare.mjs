// Compares the built tokenizer with what generate.py wrote: node compare.mjs FOLDER --vocabularies FOLDER
import { createReadStream, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';
import { tokenizerFromJson, tokenizerFromVocabulary } from '../../dist/index.js';

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { vocabularies: { type: 'string' } },
});
const [folder] = positionals;
const published = {
  'bert-base-cased': { do_lower_case: false },
  'bert-base-uncased': {},
};

/** Each published vocabulary is read both ways, which must give the same tokenizer. */
function tokenizersOf(run) {
  const fromJson = tokenizerFromJson(JSON.parse(readFileSync(join(folder, `${run}.tokenizer.json`), 'utf8')));
  if (!(run in published)) return [fromJson];
  const text = readFileSync(join(values.vocabularies, `${run}.txt`), 'utf8');
  return [fromJson, tokenizerFromVocabulary(text, published[run])];
}

const same = (a, b) => a.length === b.length && a.every((value, i) => value === b[i]);

let different = 0;
const { runs, ...versions } = JSON.parse(readFileSync(join(folder, 'about.json'), 'utf8'));
console.log(
  `expected: ${JSON.stringify(versions)}; engine: Node ${process.version}, Unicode ${process.versions.unicode}`,
);
for (const run of runs) {
  const count = { texts: 0, ids: 0, spans: 0, words: 0, typeIds: 0 };
  for (const tokenizer of tokenizersOf(run)) {
    for await (const line of createInterface({ input: createReadStream(join(folder, `${run}.jsonl`)) })) {
      const [text, pair, maxLength, ids, typeIds, words, spans] = JSON.parse(line);
      const found = tokenizer.encode(text, pair, maxLength === null ? {} : { maxLength });
      const equal = {
        ids: same(found.ids, ids),
        spans: same(
          found.spans.flatMap((span) => (span === null ? [-1, -1] : [span.start, span.end])),
          spans,
        ),
        words: same(
          found.words.map((word) => word ?? -1),
          words,
        ),
        typeIds: same(found.typeIds, typeIds),
      };
      count.texts += 1;
      for (const [what, isEqual] of Object.entries(equal)) if (isEqual) count[what] += 1;
      if (Object.values(equal).every(Boolean)) continue;
      different += 1;
      if (different > 20) continue;
      console.log(
        `${run}: ${JSON.stringify([text, pair, maxLength])}\n  expected ${JSON.stringify([ids, words, spans])}`,
      );
      console.log(`  found    ${JSON.stringify([found.ids, found.words, found.spans])}`);
    }
  }
  const { texts, ...identical } = count;
  console.log(
    `${run}: ${texts} texts; identical: ${Object.entries(identical)
      .map(([k, n]) => `${k} ${n}`)
      .join(', ')}`,
  );
}
console.log(different === 0 ? 'no difference' : `${different} differences`);
process.exitCode = different === 0 ? 0 : 1;
