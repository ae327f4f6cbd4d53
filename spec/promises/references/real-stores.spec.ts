import { type ExecFileSyncOptions, execFileSync, spawnSync } from "node:child_process";
import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { commands } from "../../../lib/resolvers";
import { has } from "../../support/programs";
import { sandbox, thrown } from "../../support/sandbox";

/* Real stores, started and filled here. A store that is not installed is skipped, and a line says so. */

const when = (isThere: boolean) => (isThere ? describe : describe.skip);
const QUIET = { stdio: "pipe", encoding: "utf8" } as const satisfies ExecFileSyncOptions;

when(has("pass", "gpg"))("pass", () => {
  const box = sandboxOfBlock();
  const env = { ...process.env, GNUPGHOME: box.path("gnupg"), PASSWORD_STORE_DIR: box.path("store") };
  const quiet = { ...QUIET, env };

  beforeAll(() => {
    execFileSync("mkdir", ["-m", "700", box.path("gnupg")]);
    execFileSync(
      "gpg",
      ["--batch", "--passphrase", "", "--quick-gen-key", "canary@example.com", "default", "default", "never"],
      quiet,
    );
    execFileSync("pass", ["init", "canary@example.com"], quiet);
    execFileSync("pass", ["insert", "-m", "app/db"], { ...quiet, input: "canary-of-pass\nuser: canary-user\n" });
    execFileSync("pass", ["insert", "-m", "app/json"], { ...quiet, input: '{"key":"canary-in-json"}\n' });
  });
  afterAll(() => void spawnSync("gpgconf", ["--kill", "all"], { env }));

  it("gives first lines, whole entries, and parts of JSON; an absent entry breaks its own key", () => {
    const secrets = box.secrets(
      'a = "pass://app/db"\nb = "pass://app/db?lines=all"\nc = "ref+pass://app/json#/key"\nd = "pass://app/absent"\ne = "pass://--help"',
      { pass: commands.pass({ env }) },
    );
    expect([secrets.a, secrets.b, secrets.c]).toEqual(["canary-of-pass", "canary-of-pass\nuser: canary-user", "canary-in-json"]);
    expect(thrown(() => secrets.d)).toMatchObject({
      code: "ERR_SECRETS_RESOLVE",
      reason: expect.stringContaining("exit code 1"),
    });
    expect(thrown(() => secrets.e)).toMatchObject({ code: "ERR_SECRETS_RESOLVE" });
  });
});

when(has("dbus-daemon", "gnome-keyring-daemon", "secret-tool"))("GNOME Keyring, by secret-tool", () => {
  let bus = 0;
  afterAll(() => {
    if (bus > 0) process.kill(bus); // the keyring ends with its bus, and only then can its folder go
  });
  const box = sandboxOfBlock();
  const folder = box.path("");
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: folder, XDG_DATA_HOME: folder, XDG_RUNTIME_DIR: folder };
  const quiet = { ...QUIET, env };

  beforeAll(() => {
    const started = execFileSync("dbus-daemon", ["--session", "--fork", "--print-address=1", "--print-pid=1"], quiet)
      .trim()
      .split("\n");
    env.DBUS_SESSION_BUS_ADDRESS = started[0] ?? "";
    bus = Number(started[1]);
    execFileSync("gnome-keyring-daemon", ["--unlock", "--components=secrets"], { ...quiet, input: "canary-login" });
    execFileSync("secret-tool", ["store", "--label=spec", "service", "app", "user", "jane"], {
      ...quiet,
      input: "canary-of-keyring",
    });
  });
  it("gives an item by its attributes", () => {
    const secrets = box.secrets('a = "secret-tool://service/app/user/jane"\nb = "secret-tool://service/absent"', {
      "secret-tool": commands["secret-tool"]({ env }),
    });
    expect(secrets.a).toBe("canary-of-keyring");
    expect(thrown(() => secrets.b)).toMatchObject({ code: "ERR_SECRETS_RESOLVE" });
  });
});

when(has("systemd-creds") && process.getuid?.() === 0)("systemd-creds", () => {
  const box = sandboxOfBlock();

  it("gives a credential exactly as it is", () => {
    const file = box.path("db.cred");
    execFileSync("systemd-creds", ["encrypt", "--with-key=host", "--name=db", "-", file], {
      ...QUIET,
      input: "canary-of-systemd\n",
    });
    const secrets = box.secrets(`a = "systemd-creds://${file}?name=db"\nb = "systemd-creds://${file}?name=other"`, {
      "systemd-creds": commands["systemd-creds"](),
    });
    expect(secrets.a).toBe("canary-of-systemd\n");
    expect(thrown(() => secrets.b)).toMatchObject({ code: "ERR_SECRETS_RESOLVE" });
  });
});

when(has("keepassxc-cli"))("keepassxc-cli", () => {
  const box = sandboxOfBlock();

  it("gives attributes of an entry, with a password or with a key file", () => {
    const env = { ...process.env, QT_QPA_PLATFORM: "offscreen", HOME: box.path("home") };
    const database = box.path("a.kdbx");
    const run = (args: string[], input: string) => execFileSync("keepassxc-cli", args, { ...QUIET, env, input });
    run(["db-create", "--set-password", "-q", database], "canary-master\ncanary-master\n");
    run(["add", "-q", "-u", "canary-user", "-p", database, "app"], "canary-master\ncanary-of-keepass\n");
    const keepassxc = commands["keepassxc-cli"]({ database, password: () => "canary-master" });
    const secrets = box.secrets('a = "keepassxc://app"\nb = "keepassxc://app?attribute=UserName"\nc = "keepassxc://absent"', {
      keepassxc,
    });
    expect([secrets.a, secrets.b]).toEqual(["canary-of-keepass", "canary-user"]);
    expect(thrown(() => secrets.c)).toMatchObject({ code: "ERR_SECRETS_RESOLVE" });
    const locked = box.secrets('a = "keepassxc://app"', { keepassxc: commands["keepassxc-cli"]({ database }) });
    expect(thrown(() => locked.a)).toMatchObject({ code: "ERR_SECRETS_RESOLVE" });
  });
});

/** A daemon that is ending may still make a file in a folder that is being removed, so each try begins anew. */
async function removeAfterDaemons(folder: string): Promise<void> {
  for (let tries = 50; ; tries--) {
    try {
      return rmSync(folder, { recursive: true, force: true });
    } catch (error) {
      if (tries === 0) throw error;
      await new Promise((later) => setTimeout(later, 200));
    }
  }
}

/** A folder for all specs of a block, and instances with resolvers. */
function sandboxOfBlock() {
  const folder = execFileSync("mktemp", ["-d"], { encoding: "utf8" }).trim();
  afterAll(() => removeAfterDaemons(folder));
  return {
    path: (name: string) => join(folder, name),
    secrets(toml: string, resolvers?: object, env: Record<string, string> = {}) {
      const box = sandbox();
      writeFileSync(join(folder, "secrets.toml"), toml);
      return box.secrets({
        files: join(folder, "secrets.toml"),
        env,
        exportEnv: false,
        ...(resolvers && { resolve: resolvers as never }),
      });
    },
  };
}
