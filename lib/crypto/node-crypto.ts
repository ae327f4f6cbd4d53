type NodeCrypto = typeof import("node:crypto");

let loaded: NodeCrypto | undefined;

/**
 * node:crypto, loaded when the first value is opened. It also loads Node's streams, which takes more than half of the time of
 * reading an encrypted file. A program that only lists keys, or reads plain files beside an encrypted one, does not wait for it.
 */
export function nodeCrypto(): NodeCrypto {
  loaded ??= require("node:crypto") as NodeCrypto;
  return loaded;
}
