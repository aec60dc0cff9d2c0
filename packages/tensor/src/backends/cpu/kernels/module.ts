import type { SimdVariant } from '../simd.ts';
import { f32x4 } from '../wasm/code.ts';
import { ModuleBuilder, type Import } from '../wasm/module.ts';
import { addAttention, addAttentionGrad } from './attention.ts';
import { addLookup } from './lookup.ts';
import { addMoves } from './moves.ts';
import { addPack } from './pack.ts';
import { addCopyTile, addProduct, productParameters } from './product.ts';
import { addRowwise } from './rowwise.ts';
import { addTiles, plainMultiplyAdd, TILE, type MultiplyAdd } from './tiles.ts';

const multiplyAdds: Readonly<Record<SimdVariant, MultiplyAdd>> = {
  plain: plainMultiplyAdd,
  relaxed: f32x4.relaxedMultiplyAdd,
};

/**
 * The bytes of a module with the kernels whose sizes are parameters: one for all plans, so that the engine optimises it once. All
 * parameters are i32, addresses and strides in bytes; the last is the number of the task.
 */
export function kernelModule(options: {
  readonly simd: SimdVariant;
  readonly shared: boolean;
}): Uint8Array<ArrayBuffer> {
  const module = new ModuleBuilder(options);
  const multiplyAdd = multiplyAdds[options.simd];
  const rowTiles = addTiles(module, 'rowTiles', 'rows', 'rows', multiplyAdd);
  const panelTiles = addTiles(module, 'panelTiles', 'panels', 'rows', multiplyAdd);
  const transposedTiles = addTiles(module, 'transposedTiles', 'rows', 'columns', multiplyAdd);
  addPack(module, 'packLeft', TILE.rows);
  const pack = addPack(module, 'packRight', TILE.columns);
  const copyTile = addCopyTile(module);
  addProduct(module, 'productOfRows', { left: 'rows', result: 'rows' }, { tiles: rowTiles, pack, copyTile });
  addProduct(
    module,
    'productOfPanels',
    { left: 'panels', result: 'rows' },
    { tiles: panelTiles, pack, copyTile },
  );
  addProduct(
    module,
    'transposedProduct',
    { left: 'rows', result: 'columns' },
    { tiles: transposedTiles, pack, copyTile },
  );
  addRowwise(module);
  addAttention(module, { rowTiles, panelTiles, pack });
  addAttentionGrad(module, { rowTiles, panelTiles, pack });
  addLookup(module);
  addMoves(module);
  return module.bytes();
}

/** The kernels that plans' own functions call. */
export const importedKernels: readonly Import[] = [
  { name: 'packLeft', parameters: 6 },
  { name: 'packRight', parameters: 6 },
  { name: 'productOfRows', parameters: productParameters.length },
  { name: 'productOfPanels', parameters: productParameters.length },
  { name: 'transposedProduct', parameters: productParameters.length },
];
