/**
 * What only Node has. Asked for at run time and never imported, so that one build runs everywhere and no bundler looks
 * for Node's modules in a program for browsers.
 */

import { MunimentError } from "./errors.js";

const node = (globalThis as { process?: NodeJS.Process }).process;

/** Whether this is Node, or another runtime that has its modules. */
export const isNode = typeof node?.getBuiltinModule === "function";

/** The environment's variable; undefined where it is not set or there is none. */
export function environment(name: string): string | undefined {
  return node?.env?.[name];
}

/** Node's modules for files. Throws a MunimentError elsewhere: `wanted` says what cannot be had. */
export function nodeModules(wanted: string) {
  if (!isNode || node === undefined) throw new MunimentError(`${wanted} needs Node 20.16 or later.`);
  return {
    crypto: node.getBuiltinModule("node:crypto"),
    fs: node.getBuiltinModule("node:fs"),
    path: node.getBuiltinModule("node:path"),
  };
}

/** 32 hexadecimal digits by chance. By `getRandomValues`, as `randomUUID` is kept from pages over plain HTTP. */
export function randomHex(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
