import { writeFileSync } from "node:fs";
import { keyFiles, keyPlaces } from "../../../lib/crypto/key-places";
import { createKeyring } from "../../../lib/crypto/keyring";
import { keyPair } from "../../support/encrypted";
import { sandbox } from "../../support/sandbox";

/* Where keys are looked for, and in which order; the paths of each system are computed here on any of them. */

const home = () => "/home/jane";
const winHome = () => "C:\\Users\\Jane";

describe("keyFiles", () => {
  it.each([
    ["linux", {}, ["/home/jane/.config/toml-secrets/keys.txt", "/home/jane/.config/sops/age/keys.txt"]],
    ["linux", { XDG_CONFIG_HOME: "/xdg" }, ["/xdg/toml-secrets/keys.txt", "/xdg/sops/age/keys.txt"]],
    ["darwin", {}, ["/home/jane/.config/toml-secrets/keys.txt", "/home/jane/Library/Application Support/sops/age/keys.txt"]],
    ["darwin", { XDG_CONFIG_HOME: "/xdg" }, ["/xdg/toml-secrets/keys.txt", "/xdg/sops/age/keys.txt"]],
  ] as const)("on %s with %j", (platform, env, files) => {
    expect(keyFiles({ platform, env, home })).toEqual(files);
  });

  it("are not in the folder of the project if a variable has a relative path", () => {
    expect(keyFiles({ platform: "linux", env: { XDG_CONFIG_HOME: "config" }, home })[0]).toBe(
      "/home/jane/.config/toml-secrets/keys.txt",
    );
    expect(keyFiles({ platform: "win32", env: { APPDATA: "Roaming" }, home: winHome })[0]).toBe(
      "C:\\Users\\Jane\\AppData\\Roaming\\toml-secrets\\keys.txt",
    );
    for (const folder of [".", "home", ""]) {
      const places = keyPlaces({
        platform: "linux",
        env: { SECRETS_AGE_KEY_FILE: "~/x" },
        home: () => folder,
        cwd: () => "/app",
      });
      const names = [...places].map(({ name }) => name);
      expect(names).not.toEqual(expect.arrayContaining([expect.stringMatching(/keys\.txt|id_ed25519|app/)]));
    }
  });

  it("on Windows: in the folder of APPDATA, or where that mostly is", () => {
    expect(keyFiles({ platform: "win32", env: { APPDATA: "D:\\Roaming" }, home: winHome })).toEqual([
      "D:\\Roaming\\toml-secrets\\keys.txt",
      "D:\\Roaming\\sops\\age\\keys.txt",
    ]);
    expect(keyFiles({ platform: "win32", env: {}, home: winHome })[0]).toBe(
      "C:\\Users\\Jane\\AppData\\Roaming\\toml-secrets\\keys.txt",
    );
  });
});

describe("keyPlaces", () => {
  const namesOf = (env: Record<string, string>, platform: NodeJS.Platform = "linux") =>
    [...keyPlaces({ env, platform, home: platform === "win32" ? winHome : home, cwd: () => "/app" })].map(({ name }) => name);

  it("are these, in this order", () => {
    expect(namesOf({})).toEqual([
      "SECRETS_AGE_KEY",
      "SECRETS_AGE_KEY_FILE",
      "SOPS_AGE_KEY",
      "SOPS_AGE_KEY_FILE",
      "/home/jane/.config/toml-secrets/keys.txt",
      "/home/jane/.config/sops/age/keys.txt",
      "/home/jane/.ssh/id_ed25519",
      "SECRETS_AGE_KEY_CMD",
    ]);
  });

  it("take a path from the home folder, from the working folder, and as it is", () => {
    expect(namesOf({ SECRETS_AGE_KEY_FILE: "~/keys/age.txt" })[1]).toBe("SECRETS_AGE_KEY_FILE (/home/jane/keys/age.txt)");
    expect(namesOf({ SECRETS_AGE_KEY_FILE: "keys/age.txt" })[1]).toBe("SECRETS_AGE_KEY_FILE (/app/keys/age.txt)");
    expect(namesOf({ SECRETS_AGE_KEY_FILE: "/keys/age.txt" })[1]).toBe("SECRETS_AGE_KEY_FILE (/keys/age.txt)");
    expect(namesOf({ SECRETS_AGE_KEY_FILE: "~\\age.txt" }, "win32")[1]).toBe("SECRETS_AGE_KEY_FILE (C:\\Users\\Jane\\age.txt)");
    expect(namesOf({}, "win32")).toContain("C:\\Users\\Jane\\.ssh\\id_ed25519");
  });

  it("are the others where the system knows no home folder", () => {
    const failing = () => {
      throw new Error("no home");
    };
    const places = keyPlaces({ env: { SECRETS_AGE_KEY_FILE: "~/x" }, platform: "linux", home: failing, cwd: failing });
    expect([...places].map(({ name }) => name)).toEqual([
      "SECRETS_AGE_KEY",
      "SECRETS_AGE_KEY_FILE",
      "SOPS_AGE_KEY",
      "SOPS_AGE_KEY_FILE",
      "SECRETS_AGE_KEY_CMD",
    ]);
  });
});

describe("a search", () => {
  const own = keyPair();
  const other = keyPair();
  const line = (recipient: string) => ({ name: "x", recipient, approval: "", wrapped: "AAAA" });

  it("ends at the first place that has a key of a recipient, and looks at each place once", () => {
    const asked: string[] = [];
    const env = new Proxy<Record<string, string>>(
      { SECRETS_AGE_KEY: other.secret, SOPS_AGE_KEY: own.secret, SECRETS_AGE_KEY_CMD: "exit 3" },
      {
        get: (target, name: string) => {
          asked.push(name);
          return target[name];
        },
      },
    );
    const keyring = createKeyring({ env, platform: "linux", home, cwd: () => "/app" });
    for (let time = 0; time < 2; time++) {
      const { looked, damaged } = keyring.search([line(own.recipient)]);
      expect(looked.map(({ name, recipients }) => [name, recipients])).toEqual([
        ["SECRETS_AGE_KEY", [other.recipient]],
        ["SECRETS_AGE_KEY_FILE", []],
        ["SOPS_AGE_KEY", [own.recipient]],
      ]);
      expect(damaged).toBe("x");
    }
    expect(asked.filter((name) => name === "SECRETS_AGE_KEY")).toHaveLength(1);
    expect(asked).not.toContain("SECRETS_AGE_KEY_CMD");
    expect(keyring.used()).toEqual([own.secret]);
  });

  it("looks at an SSH key only for a file that is for one", () => {
    const keyring = createKeyring({ env: {}, platform: "linux", home, cwd: () => "/app" });
    expect(keyring.search([line(own.recipient)]).looked.map(({ name }) => name)).not.toContain("/home/jane/.ssh/id_ed25519");
    expect(keyring.search([line("ssh-ed25519 AAAA")]).looked.map(({ name }) => name)).toContain("/home/jane/.ssh/id_ed25519");
  });

  it("asks no other place if the option is given", () => {
    const env = { SECRETS_AGE_KEY: own.secret };
    const context = { env, platform: "linux" as const, home, cwd: () => "/app" };
    const reportOf = (ageKey: never) => createKeyring({ ...context, ageKey }).search([line(own.recipient)]).looked;
    expect(reportOf("" as never)).toEqual([
      { name: "the option ageKey", recipients: [], problems: ["no key in it"], isWrong: false },
    ]);
    expect(reportOf((() => 5) as never)[0]?.problems).toEqual(["the function returned something other than text"]);
    const throwing = () => {
      throw new Error(own.secret);
    };
    expect(reportOf(throwing as never)[0]?.problems).toEqual([
      "the function threw an error, which is not shown because it may contain a key",
    ]);
  });

  it("reads a key file in UTF-16, which PowerShell writes", () => {
    const box = sandbox();
    const path = box.write("age.txt", "");
    writeFileSync(path, Buffer.from(`\ufeff${own.secret}\r\n`, "utf16le"));
    const keyring = createKeyring({ env: { SECRETS_AGE_KEY_FILE: path }, platform: "linux", home, cwd: () => "/app" });
    expect(keyring.search([line(own.recipient)]).looked[1]?.recipients).toEqual([own.recipient]);
  });
});

describe("SECRETS_AGE_KEY_CMD", () => {
  it("is not in the environment of the command: a program with this library in it would run it again, without end", () => {
    const box = sandbox();
    const own = keyPair();
    const command = `node -e "console.log(process.env.SECRETS_AGE_KEY_CMD ? '' : process.env.KEY)"`;
    const env = { ...process.env, KEY: own.secret, SECRETS_AGE_KEY_CMD: command };
    const context = { platform: process.platform, home: () => box.home, cwd: () => box.project };
    expect(
      createKeyring({ ...context, env })
        .search([])
        .looked.at(-1)?.recipients,
    ).toEqual([own.recipient]);
  });

  it("runs once a process, without the keys in its environment, and its failure is told", () => {
    const own = keyPair();
    const box = sandbox();
    const log = `${box.root}/log`;
    const env = {
      ...process.env,
      SECRETS_AGE_KEY: keyPair().secret,
      KEY: own.secret,
      LOG: log,
      SECRETS_AGE_KEY_CMD: `node -e "require('fs').appendFileSync(process.env.LOG, 'run ' + process.env.SECRETS_AGE_KEY + ';'); console.log(process.env.KEY)"`,
    };
    const context = { platform: process.platform, home: () => box.home, cwd: () => box.project };
    const searched = () =>
      createKeyring({ ...context, env }).search([{ name: "x", recipient: own.recipient, approval: "", wrapped: "AAAA" }]);
    expect(searched().damaged).toBe("x");
    expect(searched().damaged).toBe("x");
    expect(require("node:fs").readFileSync(log, "utf8")).toBe("run undefined;");
    const failing = { ...env, SECRETS_AGE_KEY_CMD: `node -e "process.exit(7)"` };
    const { looked } = createKeyring({ ...context, env: failing }).search([]);
    expect(looked.at(-1)).toMatchObject({ name: "SECRETS_AGE_KEY_CMD", recipients: [], problems: ["it failed (exit code 7)"] });
  });
});
