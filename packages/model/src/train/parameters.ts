import { tensorShapes, type BertConfig } from '@gradlens/bert';
import { Random, sizeOf, variable, type Variable } from '@gradlens/tensor';

/**
 * A fresh model's parameters by their Hugging Face names: matrices normal with deviation 0.02 (Devlin et al. 2019), biases 0,
 * layer norms' scales 1.
 */
export function freshParameters(config: BertConfig, seed: number): Map<string, Variable> {
  const random = new Random(seed);
  const parameters = new Map<string, Variable>();
  for (const [name, shape] of tensorShapes(config)) {
    const data = new Float32Array(sizeOf(shape));
    if (shape.length > 1) for (let i = 0; i < data.length; i++) data[i] = 0.02 * random.normal();
    else if (name.endsWith('LayerNorm.weight')) data.fill(1);
    parameters.set(
      name,
      variable(name, shape, () => data),
    );
  }
  return parameters;
}
