import type { Tensor } from '@gradlens/tensor';
import type { Activation } from '../architectures/architecture.ts';

export const activations: Readonly<Record<Activation, (x: Tensor) => Tensor>> = {
  gelu: (x) => x.gelu(),
  gelu_new: (x) => x.gelu({ approximate: 'tanh' }),
  relu: (x) => x.relu(),
  tanh: (x) => x.tanh(),
};
