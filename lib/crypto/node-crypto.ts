type NodeCrypto = typeof import("node:crypto");

let loaded: NodeCrypto | undefined;

/**
 * node:crypto, loaded when the first value is opened. It loads Node's streams too, and takes more than half of the time in which an
 * encrypted file is read. A program that only lists keys, or reads plain files beside an encrypted one, does not wait for it.
 */
export function nodeCrypto(): NodeCrypto {
  loaded ??= require("node:crypto") as NodeCrypto;
  return loaded;
}
