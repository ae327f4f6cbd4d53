import { readFileSync } from "node:fs";
import { join } from "node:path";
import { inspect } from "node:util";
import { ResolveError, type Resolver, resolveSecrets, toObject } from "../../../lib";
import { commands } from "../../../lib/resolvers";
import { type FakeVault, fakeVaultCommand, startVault, VAULT_TOKEN } from "../../support/fake-vault";
import { sandbox, thrown } from "../../support/sandbox";

/* Vault: its command, and the asynchronous resolver of docs/references.md, against a small server with Vault's HTTP API. */

let vault: FakeVault;
beforeAll(async () => {
  vault = await startVault();
});
afterAll(() => vault.end());
beforeEach(() => vault.set({ sealed: false, slow: false }));

const TOML = `
password = "vault://secret/app#/password"
slash = "ref+vault://secret/app#/a~1b"
port = "vault://secret/app#/port"
multi = "vault://secret/app#/multi"
nested = "vault://secret/app#/nested/k"
first = "vault://secret/app?version=1#/password"
`;
const VALUES = {
  password: "canary-new",
  slash: "canary-slash",
  port: "5432",
  multi: "canary\nlines",
  nested: "canary-k",
  first: "canary-old",
};

function byCommand(toml: string, { token = VAULT_TOKEN, timeoutMs = 20_000, name = "vault" as "vault" | "bao" } = {}) {
  const box = sandbox();
  box.writeProject(toml);
  const path = fakeVaultCommand(join(box.root, "bin"), name);
  const env = { ...process.env, VAULT_ADDR: vault.address, VAULT_TOKEN: token };
  return box.secrets({ resolve: { [name]: commands[name]({ path, env, timeoutMs }) } });
}

/** The function of the documentation, as it stands there. */
function byDocs(toml: string, token = VAULT_TOKEN) {
  const page = readFileSync(join(__dirname, "../../../docs/references.md"), "utf8");
  const code = /^async function vault\(references\) \{\n[\s\S]*?^\}\n/m.exec(page)?.[0] ?? "";
  const env = { VAULT_ADDR: vault.address, VAULT_TOKEN: token };
  const resolver = new Function("process", "fetch", `${code}; return vault;`)({ env }, fetch) as Resolver;
  const box = sandbox();
  box.writeProject(toml);
  return box.secrets({ resolve: { vault: resolver } });
}

/** A ResolveError that says nothing of what the server said. */
function closed(error: unknown, reason: string): void {
  expect(error).toBeInstanceOf(ResolveError);
  expect((error as ResolveError).reason).toContain(reason);
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
}

describe("the command", () => {
  it("gives parts of a secret, and earlier versions, with one call for each secret", async () => {
    expect(toObject(byCommand(TOML))).toEqual(VALUES);
    expect(await vault.set({})).toBe(4); // two secrets, each after a look at the mount
  });

  it("of OpenBao gives the same", () => {
    expect(toObject(byCommand(TOML.replaceAll("vault://", "bao://"), { name: "bao" }))).toEqual(VALUES);
  });

  it("knows version 1 of the engine", () => {
    expect(byCommand('a = "vault://kv/app#/password"').a).toBe("canary-v1");
  });

  it.each([
    ["is absent", "secret/absent", "exit code 2"],
    ["is denied", "secret/denied", "exit code 2"],
    ["has an absent version", "secret/app?version=9", "exit code 2"],
    ["is deleted", "secret/gone", "no data"],
    ["has no such part", "secret/app#/absent", "the fragment"],
    ["is in no mount", "nowhere/app", "exit code 2"],
  ])("a secret that %s breaks its own key only", (_name, reference, reason) => {
    const secrets = byCommand(`password = "vault://secret/app#/password"\nbroken = "vault://${reference}"`);
    closed(
      thrown(() => toObject(secrets)),
      reason,
    );
    expect(thrown<ResolveError>(() => secrets.broken).path).toEqual(["broken"]);
    expect(secrets.password).toBe("canary-new");
  });

  it("is an error with a wrong token, and while the server is sealed; a later read succeeds", async () => {
    closed(
      thrown(() => byCommand(TOML, { token: "canary-wrong" }).password),
      "exit code 2",
    );
    await vault.set({ sealed: true });
    const secrets = byCommand(TOML);
    closed(
      thrown(() => secrets.password),
      "exit code 2",
    );
    await vault.set({ sealed: false });
    expect(secrets.password).toBe("canary-new");
  });

  it("is an error in time if the server does not answer, and then asks for no other", async () => {
    await vault.set({ slow: true });
    const secrets = byCommand(TOML, { timeoutMs: 1500 });
    closed(
      thrown(() => toObject(secrets)),
      "longer than 1.5 s",
    );
    expect(await vault.set({ slow: false })).toBe(1);
    expect(secrets.first).toBe("canary-old");
  });
});

describe("the resolver of the documentation", () => {
  it("gives parts of a secret, and earlier versions, with one request for each secret", async () => {
    const secrets = byDocs(TOML);
    closed(
      thrown(() => secrets.password),
      "asynchronous",
    );
    await vault.set({});
    await resolveSecrets(secrets);
    expect(toObject(secrets)).toEqual(VALUES);
    await resolveSecrets(secrets);
    expect(await vault.set({})).toBeLessThanOrEqual(2); // one of them has been asked for by the read
  });

  it.each(["secret/absent", "secret/denied", "secret/gone"])("%s breaks its own key only", async (reference) => {
    const secrets = byDocs(`${TOML}broken = "vault://${reference}"`);
    closed(await resolveSecrets(secrets).catch((error) => error), "the store has no such secret");
    expect(secrets.password).toBe("canary-new");
  });

  it("is an error with a wrong token, while the server is sealed, and if it does not answer; a later call succeeds", async () => {
    closed(await resolveSecrets(byDocs(TOML, "canary-wrong")).catch((error) => error), "no such secret");
    const secrets = byDocs(TOML);
    await vault.set({ sealed: true });
    closed(await resolveSecrets(secrets).catch((error) => error), "no such secret");
    await vault.set({ sealed: false, slow: true });
    closed(await resolveSecrets(secrets, { timeoutMs: 300 }).catch((error) => error), "longer than 0.3 s");
    await vault.set({ slow: false });
    await resolveSecrets(secrets);
    expect(toObject(secrets)).toEqual(VALUES);
  });
});
