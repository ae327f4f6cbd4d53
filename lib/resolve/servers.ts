import { utf8OrUndefined } from "../core/utf8";
import { jsonOf, type Tool, withoutLineBreak } from "./create-command";
import { StoreFailure } from "./failure";
import { CORRECT_REFERENCE } from "./run-command";
import { argument, flag, option, partsOf } from "./uri";

/* Stores that run on servers, and their own commands. */

/** `vault://mount/path[?version=2]#/key`: the data of a secret as JSON. */
export const vault: Tool = {
  name: "vault",
  one(uri, run) {
    const version = option(uri, "version");
    const argv = ["kv", "get", "-format=json", ...flag("-version", version), "--", argument(uri.path)];
    const { data } = jsonOf(run(argv)) as { data?: Record<string, unknown> };
    // Version 2 of the engine returns the data one level deeper, next to its metadata.
    const isVersioned = data !== undefined && "metadata" in data && typeof data.data === "object";
    const found = isVersioned ? data.data : data;
    if (typeof found !== "object" || found === null) throw new StoreFailure("the secret has no data, or this version is deleted");
    return JSON.stringify(found);
  },
};

export const bao: Tool = { ...vault, name: "bao" };

/** `gcpsecrets://project/name[?version=2]` */
export const gcloud: Tool = {
  name: "gcloud",
  one(uri, run) {
    const [project = "", name = ""] = partsOf(uri, 2, 2, "gcpsecrets://project/name");
    const version = option(uri, "version") ?? "latest";
    return run(["secrets", "versions", "access", version, `--secret=${name}`, `--project=${project}`, "--quiet"]);
  },
};

/** `azurekeyvault://vault/name[/version]` */
export const az: Tool = {
  name: "az",
  one(uri, run) {
    const [vaultName = "", name = "", version] = partsOf(uri, 2, 3, "azurekeyvault://vault/name");
    const argv = ["keyvault", "secret", "show", `--vault-name=${vaultName}`, `--name=${name}`];
    const { value } = jsonOf(run([...argv, ...flag("--version", version), "--output=json", "--only-show-errors"]));
    if (typeof value !== "string") throw new StoreFailure("the store has no such secret", CORRECT_REFERENCE);
    return value;
  },
};

/** `doppler://project/config/NAME` */
export const doppler: Tool = {
  name: "doppler",
  one(uri, run) {
    const [project = "", config = "", name = ""] = partsOf(uri, 3, 3, "doppler://project/config/NAME");
    const argv = ["secrets", "get", name, "--plain", `--project=${project}`, `--config=${config}`, "--no-check-version"];
    return withoutLineBreak(run(argv));
  },
};

/** `infisical://environment[/folder…]/NAME[?projectId=…]` */
export const infisical: Tool = {
  name: "infisical",
  one(uri, run) {
    const parts = partsOf(uri, 2, 50, "infisical://environment/NAME");
    const [environment, ...folders] = parts;
    const name = folders.pop() as string;
    const argv = ["secrets", "get", name, "--plain", "--silent", `--env=${environment}`, `--path=/${folders.join("/")}`];
    return withoutLineBreak(run([...argv, ...flag("--projectId", option(uri, "projectId"))]));
  },
};

/** `sops://file#/key`: the decrypted file as JSON. */
export const sops: Tool = {
  name: "sops",
  one: (uri, run) => run(["--decrypt", "--output-type=json", argument(uri.path)]),
};

/** `k8s://namespace/name#/key`, or `k8s://v1/Secret/namespace/name/key`: the data of a Secret, decoded. */
export const kubectl: Tool = {
  name: "kubectl",
  one(uri, run) {
    const parts = partsOf(uri, 2, 5, "k8s://namespace/name#/key");
    const [namespace = "", name = "", key] = parts[0] === "v1" && parts[1] === "Secret" ? parts.slice(2) : parts;
    if (name === "") throw new StoreFailure("the reference does not have the form k8s://namespace/name#/key", CORRECT_REFERENCE);
    const { data } = jsonOf(run(["get", "secret", name, `--namespace=${namespace}`, "--output=json"]));
    const decoded = Object.entries((data ?? {}) as Record<string, string>).flatMap(([one, base64]) => {
      const value = utf8OrUndefined(Buffer.from(base64, "base64"));
      return value === undefined ? [] : [[one, value] as const]; // for example, a Secret with a keystore and a password
    });
    if (key === undefined) return JSON.stringify(Object.fromEntries(decoded));
    const value = new Map(decoded).get(key);
    if (value === undefined)
      throw new StoreFailure("the secret has no such key, or its value is not UTF-8 text", CORRECT_REFERENCE);
    return value;
  },
};
