// Loaded before the program (`node --import`): whoever opens a connection or asks for an address ends it with status 99.
import dgram from 'node:dgram';
import dns from 'node:dns';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import process from 'node:process';

/** @param {string} name */
const refused = (name) => () => {
  process.stderr.write(`the network was used: ${name}\n`);
  process.exit(99);
};
/** @param {readonly string[]} names */
const all = (...names) => Object.fromEntries(names.map((name) => [name, refused(name)]));

Object.assign(net.Socket.prototype, all('connect'));
Object.assign(net.Server.prototype, all('listen'));
Object.assign(dgram.Socket.prototype, all('bind', 'send'));
Object.assign(dns, all('lookup', 'resolve', 'resolve4', 'resolve6'));
Object.assign(dns.promises, all('lookup', 'resolve', 'resolve4', 'resolve6'));
Object.assign(globalThis, all('fetch', 'WebSocket'));
syncBuiltinESMExports();
