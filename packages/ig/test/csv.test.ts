import { parse } from 'csv-parse/sync';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { explanationCsv } from '../src/render/csv/explanation.ts';
import { predictionCsv } from '../src/render/csv/prediction.ts';
import { documentOf } from '../src/render/format.ts';
import { isFailure } from '../src/render/recorded.ts';
import { anyRecord, explanationOf } from './support/explanations.ts';

const rowsOf = (csv: string) => parse(csv, { columns: true }) as Record<string, string>[];
/** A field as it is read: half a character cannot be written in UTF-8. */
const written = (value: string | number | null | undefined) => Buffer.from(String(value ?? '')).toString();

test('looks like this', () => {
  const explanation = explanationOf([['Superb', 1.5]], [[',', -0.25]]);
  const review = { ...explanation, id: 'r "1"', label: 1, target: { ...explanation.target, value: 1.5 } };
  expect(documentOf(explanationCsv, [review, { version: 1, line: 2, error: 'the text is empty' }])).toBe(
    [
      'record,line,id,label,predicted,probability,target,output,value,baselineValue,layer,delta,segment,word,start,end,special,attribution,score,error',
      '1,,"r ""1""",1,positive,0.9837,positive,logit,1.5,0.212,embeddings,0.00012,0,Superb,0,6,false,1.5,0,',
      '1,,"r ""1""",1,positive,0.9837,positive,logit,1.5,0.212,embeddings,0.00012,1,",",0,1,false,-0.25,0,',
      '1,,"r ""1""",1,positive,0.9837,positive,logit,1.5,0.212,embeddings,0.00012,0,[CLS],,,true,0.07,0,',
      '1,,"r ""1""",1,positive,0.9837,positive,logit,1.5,0.212,embeddings,0.00012,0,[SEP],,,true,-0.02,0,',
      '1,,"r ""1""",1,positive,0.9837,positive,logit,1.5,0.212,embeddings,0.00012,1,[SEP],,,true,0,0,',
      '2,2,,,,,,,,,,,,,,,,,,the text is empty',
      '',
    ].join('\r\n'),
  );
});

test('a formula stays what it is', () => {
  const rows = rowsOf(documentOf(explanationCsv, [explanationOf([['=1+1', 1]])]));
  expect(rows[0]!.word).toBe('=1+1');
});

test('gives back every word of every layer, to the bit', () => {
  fc.assert(
    fc.property(fc.array(anyRecord, { maxLength: 3 }), (records) => {
      const expected = records.flatMap((record, i): Record<string, string>[] => {
        const source = { record: String(i + 1), id: written(record.id) };
        if (isFailure(record))
          return [{ ...source, line: String(record.line), error: written(record.error) }];
        const layers = [
          {
            layer: 'embeddings',
            words: record.words.map(({ attribution }) => attribution),
            tokens: record.tokens.map(({ attribution }) => attribution),
          },
          ...(record.layers ?? []),
        ];
        return layers.flatMap(({ layer, words, tokens }) => [
          ...record.words.map(({ text, start, end, segment }, word) => ({
            ...source,
            label: written(record.label),
            predicted: written(record.prediction.label),
            layer,
            segment: written(segment ?? 0),
            word: written(text),
            start: written(start),
            end: written(end),
            attribution: written(words[word]),
          })),
          ...record.tokens.flatMap(({ token, special }, i) =>
            special
              ? [{ ...source, layer, word: written(token), start: '', attribution: written(tokens[i]) }]
              : [],
          ),
        ]);
      });
      const rows = rowsOf(documentOf(explanationCsv, records));
      expect(rows).toHaveLength(expected.length);
      for (const [i, row] of rows.entries()) expect(row).toMatchObject(expected[i]!);
    }),
  );
});

test('words with labels, and answers, are told where they stand', () => {
  const { prediction, ...rest } = { ...explanationOf([['Tim', 1]]), milliseconds: { load: 1, predict: 2 } };
  const words = [{ text: 'Tim', start: 0, end: 3, ...prediction }];
  expect(documentOf(predictionCsv('token-classification'), [{ ...rest, prediction: { words } }])).toBe(
    [
      'record,line,id,label,text,pair,predicted,probability,logit,error,segment,word,start,end',
      '1,,,,Tim,,positive,0.9837,2.3,,0,Tim,0,3',
      '',
    ].join('\r\n'),
  );
  const answer = { text: 'Tim', start: 0, end: 3, segment: 1, probability: 0.5 } as const;
  expect(documentOf(predictionCsv('question-answering'), [{ ...rest, prediction: { answer } }])).toBe(
    [
      'record,line,id,label,text,pair,predicted,probability,logit,error,segment,start,end',
      '1,,,,Tim,,Tim,0.5,,,1,0,3',
      '',
    ].join('\r\n'),
  );
});

test('a prediction is a row', () => {
  const prediction = { ...explanationOf([['a "good"', 1]]), milliseconds: { load: 1, predict: 2 }, line: 7 };
  expect(
    documentOf(predictionCsv('text-classification'), [
      prediction,
      { version: 1, id: 'x', line: 8, error: 'no text' },
    ]),
  ).toBe(
    [
      'record,line,id,label,text,pair,predicted,probability,logit,error',
      '1,7,,,"a ""good""",,positive,0.9837,2.3,',
      '2,8,x,,,,,,,no text',
      '',
    ].join('\r\n'),
  );
});
