import { v128, type Code } from './code.ts';

/** Numbers taken at once: four next to each other, or one in the first lane. */
export type Lanes = 4 | 1;

export function loadLanes(address: Code, lanes: Lanes): Code {
  return lanes === 4 ? v128.load(address) : v128.loadOne(address);
}

export function storeLanes(address: Code, value: Code, lanes: Lanes): Code {
  return lanes === 4 ? v128.store(address, 0, value) : v128.storeOne(address, 0, value);
}
