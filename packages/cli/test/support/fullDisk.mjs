// Loaded before the program (`node --import`): a write beyond so many bytes of a file finds the disk full.
import { open } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';

const room = 24 * 1024;

const file = await open(fileURLToPath(import.meta.url));
const FileHandle = Object.getPrototypeOf(file);
await file.close();
const { write } = FileHandle;
/** @type {(bytes: Uint8Array, offset: number, length: number, position: number) => Promise<unknown>} */
FileHandle.write = function (bytes, offset, length, position) {
  if (position + length <= room) return write.call(this, bytes, offset, length, position);
  const error = new Error('ENOSPC: no space left on device, write');
  return Promise.reject(Object.assign(error, { code: 'ENOSPC', syscall: 'write' }));
};
