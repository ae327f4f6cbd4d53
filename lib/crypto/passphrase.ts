import { scryptSync } from "node:crypto";
import type { Identity } from "./age";
import { AgeError } from "./age-error";
import { VERSION_LINE } from "./age-header";
import { ZERO_NONCE } from "./age-identity";
import { decodeBase64 } from "./base64";
import { openChaCha } from "./chacha";

/** 2^20 rounds take a second and 1 GiB; a file that asks for more would stop the program. */
const MAX_WORK_FACTOR = 20;

/** The identity of a passphrase. It is for the command line: by design it takes a second. */
export function passphraseIdentity(passphrase: string): Identity {
  return {
    recipient: "a passphrase",
    secret: passphrase,
    unwrap({ type, args, body }) {
      if (type !== "scrypt") return undefined;
      const [salt = "", work = ""] = args;
      const saltBytes = decodeBase64(salt, { padded: false });
      const isWellFormed = args.length === 2 && saltBytes.length === 16 && /^[1-9]\d*$/.test(work) && body.length === 32;
      if (!isWellFormed) throw new AgeError("its header is malformed");
      if (Number(work) > MAX_WORK_FACTOR)
        throw new AgeError(`its passphrase asks for a work factor of ${work}, and at most ${MAX_WORK_FACTOR} is accepted`);
      const N = 2 ** Number(work);
      const label = Buffer.from(`${VERSION_LINE}/scrypt`);
      const key = scryptSync(passphrase, Buffer.concat([label, saltBytes]), 32, { N, r: 8, p: 1, maxmem: 256 * N * 8 + 65_536 });
      return openChaCha(key, ZERO_NONCE, body);
    },
  };
}
