import { unpickle } from '../../src/torch/unpickle.ts';
import { Dict, Opaque, TorchStorage, TorchTensor, Tuple, type PickleValue } from '../../src/torch/values.ts';
import { assembled, described, global, integer, pickled, text } from '../files/pickle.ts';
import { fixture } from '../fixture.ts';
import { recordOf } from './torchRecords.ts';
import { alike, demand, type Target } from './target.ts';

const storage = new TorchStorage('0', 'F32', 24);
const values = new Dict([
  ['a.weight', new TorchTensor(storage, 'F32', 2, [2, 3], [1, 4])],
  ['list', [1n, -1n, 2n ** 70n, 0.5, null, true, 'ä']],
  ['tuple', new Tuple([new Dict(), new Opaque(), 'x'])],
  [3n, new TorchTensor(new TorchStorage('1', 'U8', 8), 'U16', 1, [3], [1])],
]);

/** The stream of a pickle: its value is what comes back when it is described again. */
export const pickle: Target = {
  name: 'pickle',
  corpus: [
    pickled(described(values)!),
    recordOf(fixture('torch/values/values.pt'), 'data.pkl'),
    recordOf(fixture('torch/values/protocol-4.pt'), 'data.pkl'),
    recordOf(fixture('torch/article/checkpoint.pt'), 'data.pkl').slice(0, 3000),
    pickled(global('os.system'), text('true'), 0x85, 'R'),
    pickled(']q0h0a'),
  ],
  tokens: [
    ...'.(N]}).asteuqrhjcRbQXKMJG'.split('').map((code) => assembled(code)),
    ...[0x80, 0x81, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x8f, 0x90, 0x93, 0x94, 0x95].map((code) =>
      assembled(code),
    ),
    ...[
      'torch.FloatStorage',
      'torch.storage.UntypedStorage',
      'torch.uint16',
      'collections.OrderedDict',
      'builtins.eval',
    ].map(global),
    ...[
      'torch._utils._rebuild_tensor_v2',
      'torch._utils._rebuild_tensor_v3',
      'torch._utils._rebuild_parameter',
    ].map(global),
    ...[0n, 1n, -1n, 2n ** 31n, 2n ** 53n, 2n ** 64n].map(integer),
    text('storage'),
    text('__proto__'),
    text('state_dict'),
  ],
  check(bytes) {
    const value = unpickle(bytes, 'a.pt');
    for (const tensor of tensorsIn(value)) demandInside(tensor);
    const again = described(value);
    // What holds itself cannot be described.
    if (again)
      demand(
        alike(unpickle(pickled(again), 'a.pt'), value),
        'it is another value when it is described again',
      );
  },
};

/** All tensors, once each, however the values hold one another. */
function tensorsIn(value: PickleValue): readonly TorchTensor[] {
  const seen = new Set<PickleValue>();
  const left = [value];
  while (left.length > 0) {
    const next = left.pop()!;
    if (seen.has(next)) continue;
    seen.add(next);
    if (next instanceof Tuple) left.push(...next.items);
    else if (next instanceof Dict) for (const entry of next) left.push(...entry);
    else if (Array.isArray(next)) left.push(...(next as readonly PickleValue[]));
  }
  return [...seen].filter((each) => each instanceof TorchTensor);
}

/** By the corner that is farthest away, counted in bytes. */
function demandInside({ storage: held, dtype, offset, shape, strides }: TorchTensor): void {
  if (shape.includes(0)) return;
  // The last digits of a name are its bits, but for names like F8_E4M3 and BOOL.
  const width = (type: string) => Number(/^[A-Z]+(16|32|64)$/.exec(type)?.[1] ?? 8) / 8;
  const last = shape.reduce((sum, size, i) => sum + BigInt(size - 1) * BigInt(strides[i]!), BigInt(offset));
  const end = (last + 1n) * BigInt(width(dtype));
  demand(end <= BigInt(held.elements) * BigInt(width(held.dtype)), 'a tensor reaches beyond its storage');
}
