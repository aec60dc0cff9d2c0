import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  assembled,
  described,
  global,
  integer,
  pickled,
  text,
  type Instruction,
} from '../fuzz/files/pickle.ts';
import { ModelError } from '../src/errors.ts';
import { unpickle } from '../src/torch/unpickle.ts';
import { Dict, Opaque, TorchStorage, TorchTensor, Tuple, type PickleValue } from '../src/torch/values.ts';

const read = (...instructions: readonly Instruction[]) => unpickle(pickled(...instructions), 'weights.pt');

function refusal(...instructions: readonly Instruction[]): string {
  try {
    read(...instructions);
  } catch (error) {
    if (error instanceof ModelError) return error.message.replace('weights.pt: ', '');
    throw error;
  }
  return 'accepted';
}

const storage = (elements: bigint, type = 'torch.FloatStorage') =>
  assembled('(', text('storage'), global(type), text('0'), text('cpu'), integer(elements), 'tQ');
const tuple = (...items: readonly bigint[]) => assembled('(', ...items.map(integer), 't');
const tensor = (offset: bigint, shape: readonly bigint[], strides: readonly bigint[], elements = 12n) =>
  assembled(
    global('torch._utils._rebuild_tensor_v2'),
    '(',
    storage(elements),
    integer(offset),
    tuple(...shape),
    tuple(...strides),
    0x89,
    '}',
    'tR',
  );

test('values of every kind are read as they were described', () => {
  const plain: fc.Arbitrary<PickleValue> = fc.oneof(
    fc.constantFrom(null, true, false),
    fc.bigInt(-(2n ** 200n), 2n ** 200n),
    fc.double(),
    fc.string({ unit: 'binary', maxLength: 9 }),
  );
  const { value } = fc.letrec<{ value: PickleValue }>((tie) => ({
    value: fc.oneof(
      { depthSize: 'small' },
      plain,
      fc.array(tie('value'), { maxLength: 4 }),
      fc.array(tie('value'), { maxLength: 4 }).map((items) => new Tuple(items)),
      fc.array(fc.tuple(fc.string(), tie('value')), { maxLength: 4 }).map((entries) => new Dict(entries)),
    ),
  }));
  fc.assert(
    fc.property(value, (expected) => {
      expect(read(described(expected)!)).toEqual(expected);
    }),
  );
});

test('a tensor is a view of its storage', () => {
  expect(read(tensor(2n, [2n, 3n], [1n, 3n]))).toEqual(
    new TorchTensor(new TorchStorage('0', 'F32', 12), 'F32', 2, [2, 3], [1, 3]),
  );
});

test('what a value is remembered as is recalled', () => {
  expect(read(text('a'), 'q', 7, 'h', 7, 0x86)).toEqual(new Tuple(['a', 'a']));
  const itself = read(']', 0x94, 'h', 0, 'a');
  expect(Array.isArray(itself) && itself[0] === itself).toBe(true);
});

test('attributes of an OrderedDict and what no tensor is made of are passed over', () => {
  expect(read(global('collections.OrderedDict'), ')R}', text('_metadata'), '}sb')).toEqual(new Dict());
  expect(read(global('torch.device'), text('cpu'), 0x85, 'R')).toEqual(new Opaque());
  expect(read(global('torch.Size'), tuple(1n), 0x85, 'R')).toEqual(new Opaque());
});

describe('a global that is not on the list', () => {
  const named = (...names: string[]) =>
    `it names ${names.map((name) => `"${name}"`).join(', ')}, and to read these would run code; save the weights alone, with torch.save(model.state_dict(), "weights.pt")`;

  test.each([
    ['is called', [global('os.system'), text('true'), 0x85, 'R'], named('os.system')],
    ['is made an object of', [global('__main__.Net'), ')', 0x81, '}b'], named('__main__.Net')],
    ['is only there', [global('builtins.eval')], named('builtins.eval')],
    ['is put together', [text('os'), text('system'), 0x93], named('os.system')],
    ['has a name within another', [text('torch'), text('_utils.sys'), 0x93], named('torch._utils.sys')],
    ['is one of several', ['(', global('a.b'), global('c.d'), global('a.b'), 't'], named('a.b', 'c.d')],
    ['is misused', [global('a.b'), ')R', text('x'), 'a'], named('a.b')],
    ['stands for a storage', ['(', text('storage'), global('a.b'), 'tQ'], named('a.b')],
  ] as const)('that %s is named', (_, instructions, sentence) => {
    expect(refusal(...instructions)).toBe(sentence);
  });

  test('of torch itself stands for tensors of another kind', () => {
    expect(refusal(global('torch._utils._rebuild_sparse_tensor'), ')R')).toBe(
      'it names "torch._utils._rebuild_sparse_tensor", which are tensors of a kind that is not read, quantized or sparse for example; save dense ones of floats',
    );
  });

  test('of very many, some are named', () => {
    const many = Array.from({ length: 100 }, (_, i) => global(`module.f${i}`));
    expect(refusal('(', ...many, 't')).toMatch(/"module.f29" and 70 more, and to read/);
  });
});

/** Each of these would make something large of a few bytes, as often as the file repeats them. */
describe('what would take more memory than its file is refused', () => {
  test.each<[string, Instruction[], string]>([
    [
      'a copy of a dict',
      [global('collections.OrderedDict'), '}', 0x85, 'R'],
      'an OrderedDict is made of something, which torch does not write',
    ],
    [
      'a tensor of very many dimensions',
      [tensor(0n, Array<bigint>(65).fill(1n), Array<bigint>(65).fill(1n))],
      'the size of a tensor has more than 64 dimensions',
    ],
    [
      'a very long name that is put together',
      [text('a'.repeat(200)), 'q', 0, 'h', 0, 0x93],
      'the name of a global has more than 300 characters',
    ],
  ])('%s', (_, instructions, sentence) => {
    expect(refusal(...instructions)).toBe(`not a sound pickle: ${sentence}`);
  });
});

describe('what is malformed is refused', () => {
  test.each<[string, Instruction[], string]>([
    ['nothing', [], 'it takes a value that is not there'],
    ['two values', ['NN'], 'it describes several values'],
    ['an open mark', ['N('], 'it takes a value that is not there'],
    ['a mark too few', ['t'], 'it goes back to a mark that is not there'],
    ['a value below a mark', ['N(', 0x85, 't'], 'it takes a value that is not there'],
    ['a memory that is not there', ['h', 3], 'it recalls 3, which it has not remembered'],
    ['a key alone', ['}(', 'Nu'], 'a key has no value'],
    ['a dict as a key', ['}}', 'Ns'], 'a list or a dict is a key'],
    [
      'a tensor of too few arguments',
      [global('torch._utils._rebuild_tensor_v2'), '(', storage(2n), integer(0n), tuple(1n), tuple(1n), 'tR'],
      'a tensor is made with other arguments than torch writes',
    ],
    ['a list that is none', ['NNa'], 'it appends to what is not a list'],
    ['a tuple that grows', [')Na'], 'it appends to what is not a list'],
    ['an item of a list', [']NNs'], 'it sets an item of what is not a dict'],
    ['text as a function', [text('eval'), ')R'], 'it calls what is neither a class nor a function'],
    [
      'a storage as a function',
      [global('torch.FloatStorage'), ')R'],
      'torch.FloatStorage is called, which nothing needs',
    ],
    ['text that is none', ['X', 1, 0, 0, 0, 0xff], 'a string is not UTF-8'],
    ['an unknown persistent id', [text('module'), 'Q'], 'a persistent id is not that of a storage'],
    ['a storage of negative size', [storage(-1n)], 'the size of a storage is not a number of 0 or more'],
    [
      'a storage of a size without end',
      [storage(2n ** 64n)],
      'the size of a storage is not a number of 0 or more',
    ],
    ['a storage of another class', [storage(1n, 'torch.float32')], 'torch.float32 is not a storage'],
    ['an instruction of Python 2', ['I1\n'], 'unknown instruction 73 at byte 2'],
    ['a tensor beyond its storage', [tensor(1n, [12n], [1n])], 'a tensor reaches beyond its storage'],
    [
      'a tensor of too many elements',
      [tensor(0n, [2n ** 30n, 2n ** 30n], [0n, 0n])],
      'a tensor reaches beyond its storage',
    ],
    ['a stride too few', [tensor(0n, [2n, 3n], [1n])], 'a tensor has more sizes than strides'],
    [
      'a size that is a float',
      [
        global('torch._utils._rebuild_tensor_v2'),
        '(',
        storage(2n),
        integer(0n),
        'G',
        new Uint8Array(8),
        0x85,
        tuple(1n),
        0x89,
        '}tR',
      ],
      'the size of a tensor is not a number of 0 or more',
    ],
  ])('%s', (_, instructions, sentence) => {
    expect(refusal(...instructions)).toBe(`not a sound pickle: ${sentence}`);
  });

  test('a protocol of another kind, and what breaks off or goes on', () => {
    const malformed = (bytes: Uint8Array) => () => unpickle(bytes, 'weights.pt');
    expect(malformed(assembled(0x80, 6, 'N.'))).toThrow(/protocol 6 is none of 2 to 5/);
    expect(malformed(assembled(0x80, 2, 'N.N'))).toThrow(/more follows its end/);
    const whole = pickled(tensor(0n, [3n], [1n]));
    for (let length = 0; length < whole.length; length++) {
      expect(malformed(whole.subarray(0, length))).toThrow(ModelError);
    }
  });
});

test('a pickle that would fill the memory is refused before it does', () => {
  for (const each of ['}', ']', ')', '(', 'N', 'K1', '}q0']) {
    expect(refusal(each.repeat(300_000))).toBe('not a sound pickle: it has more than 150000 instructions');
  }
  expect(refusal('X', 0xff, 0xff, 0xff, 0xff)).toBe('not a sound pickle: it breaks off');
  // A pair of the same pair, and so on: as a tree it would have 2^1000 leaves.
  const doubled = Array.from({ length: 1000 }, () => assembled('h0', 0x86, 'q0'));
  expect(read('Nq0', ...doubled)).toBeInstanceOf(Tuple);
});
