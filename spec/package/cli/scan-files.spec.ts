import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { commandLine, onTerminal } from "../../support/command-line";
import { json, KEY, PASSWORD, project, spots } from "../../support/scan-project";

describe("toml-secrets scan", () => {
  it("names file, line, column and key of what it finds, never the value, and ends with 1", () => {
    const line = project();
    line.write("project/dist/app.js", `// ok\nconst a = 1;\nconst b = "ä${PASSWORD}";\n`);
    line.write("project/dist/clean.js", "nothing\n");
    const { status, stdout, stderr } = line.run(["scan", "dist"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toBe(
      "dist/app.js:3:13  db.password\n" +
        "Not searched for, because they are too short or too common: short\n" +
        "2 files, 0.1 kB: secrets in 1 place.\n",
    );
  });

  it("ends with 0 where nothing is found", () => {
    const line = project('a = "canary-a1"\n');
    line.write("project/dist/clean.js", "nothing\n");
    expect(line.run(["scan", "dist"])).toMatchObject({ status: 0, stdout: "1 file, 0.0 kB: no secret found.\n" });
  });

  it("does not say that there is no secret where it did not look", () => {
    const line = project('a = "canary-a1"\n');
    line.write("project/dist/node_modules/p/x.js", "canary-a1\n");
    symlinkSync("..", join(line.root, "project/dist/up"));
    expect(line.run(["scan", "dist"])).toMatchObject({
      status: 0,
      stdout: "Not scanned, unless they are named: dist/node_modules, dist/up\n0 files, 0.0 kB: nothing was scanned.\n",
    });
    expect(json(line, ["dist"])).toMatchObject({ notScanned: ["dist/node_modules", "dist/up"], files: 0 });
    const plain = project('a = "short"\n');
    plain.write("project/dist/x.js", "short\n");
    expect(plain.run(["scan", "dist"]).stdout).toBe(
      "Not searched for, because they are too short or too common: a\n1 file, 0.0 kB: no value of the secrets was searched for.\n",
    );
  });

  /** How a value may be written, and the key that is found. */
  const FORMS: readonly (readonly [how: string, content: string | Uint8Array, key: string])[] = [
    ["as it is", `x${KEY}x`, "api_key"],
    ["JSON-escaped", JSON.stringify({ KEY }), "api_key"],
    ["URL-encoded", encodeURIComponent(PASSWORD), "db.password"],
    ["in base64", Buffer.from(PASSWORD).toString("base64"), "db.password"],
    ["in base64 within other data", Buffer.from(`user:${PASSWORD}`).toString("base64"), "db.password"],
    ["in hex", Buffer.from(PASSWORD).toString("hex"), "db.password"],
    ["as one line of many", "MIIBcanary0123456789abcdef", "db.pem"],
    ["between bytes that are no text", Buffer.concat([Buffer.from([0xff, 0, 0xc3]), Buffer.from(PASSWORD)]), "db.password"],
    ["in UTF-16", Buffer.from(`\ufeffx = ${PASSWORD}`, "utf16le"), "db.password"],
    ["in UTF-16 of the other order", Buffer.from(`\ufeffx = ${PASSWORD}`, "utf16le").swap16(), "db.password"],
  ];

  it("finds a value in whatever form it is written", () => {
    const line = project();
    for (const [how, content] of FORMS) line.write(`project/out/${how}`, content);
    const places = FORMS.map(([how, , key]) => `out/${how}:1 ${key}`);
    expect(spots(json(line, ["out"])).sort()).toEqual(places.sort());
  });

  it("finds bytes of a folder of secrets as they are", () => {
    const line = commandLine();
    const bytes = Buffer.from([0xff, 0xf0, 1, 2, 3, 4, 5, 6]);
    line.write("project/mnt/store.jks", bytes);
    line.write("project/out/copy", Buffer.concat([Buffer.from("line\n"), bytes]));
    expect(spots(json(line, [".", "-f", "mnt"]))).toEqual(['out/copy:2 "store.jks"']);
  });

  it("leaves out the secrets' own places, .git and node_modules, unless they are named", () => {
    const line = project();
    for (const file of [".git/x", "node_modules/p/x", "sub/node_modules/p/x", ".next/x"]) line.write(`project/${file}`, PASSWORD);
    line.write("project/mnt/token", "canary-token-f3");
    expect(spots(json(line, []))).toEqual([".next/x:1 db.password"]);
    const both = ["-f", ".streamlit/secrets.toml", "-f", "mnt"];
    expect(spots(json(line, [".", ...both]))).toEqual([".next/x:1 db.password"]);
    expect(spots(json(line, ["mnt", ...both]))).toEqual(["mnt/token:1 token"]);
    expect(spots(json(line, ["node_modules"]))).toEqual(["node_modules/p/x:1 db.password"]);
    expect(spots(json(line, [".streamlit/secrets.toml"])).length).toBeGreaterThan(1);
  });

  it("follows a link that is named and none below, and opens neither FIFO nor socket", () => {
    const line = project();
    line.write("project/real/x", PASSWORD);
    mkdirSync(join(line.project, "tree"));
    symlinkSync("../real", join(line.project, "tree/link"));
    symlinkSync("..", join(line.project, "tree/loop"));
    symlinkSync("real", join(line.project, "named"));
    execFileSync("mkfifo", [join(line.project, "tree/fifo")]);
    expect(spots(json(line, ["tree"]))).toEqual([]);
    expect(spots(json(line, ["named"]))).toEqual(["named/x:1 db.password"]);
  });

  it("reads a pipe that is named, and says so where what is named can't be read", () => {
    const line = project();
    execFileSync("mkfifo", [join(line.project, "fifo")]);
    const bash = (command: string) =>
      spawnSync("bash", ["-c", command, process.execPath, line.bin], {
        cwd: line.project,
        env: line.processEnv,
        encoding: "utf8",
      });
    const ended = [
      `"$0" "$1" scan <(echo '${PASSWORD}')`,
      `echo '${PASSWORD}' | "$0" "$1" scan /dev/stdin`,
      `timeout 60 sh -c 'echo "${PASSWORD}" > fifo' > /dev/null & "$0" "$1" scan fifo`,
    ].map(bash);
    for (const { status, stdout } of ended) {
      expect(stdout).toMatch(/^(\/dev\/fd\/\d+|\/dev\/stdin|fifo):1:1 {2}db\.password\n/);
      expect(status).toBe(1);
    }
    const { status, stdout } = line.run(["scan", "/dev/null"]);
    expect({ status, stdout }).toEqual({
      status: 1,
      stdout: expect.stringContaining("/dev/null  not scanned: it is neither"),
    });
  });

  it("finds a value in the name of a file, and shows no value in a name", () => {
    const line = project();
    line.write(`project/out/${KEY}.txt`, "nothing\n");
    line.write(`project/out/b/${KEY}/x`, `${KEY}\n`);
    const { status, stdout } = line.run(["scan", "out"]);
    expect(stdout.replace(/\nNot searched[^\n]+/, "")).toBe(
      "out/b/[redacted]/x:1:1  api_key\nout/b/[redacted]/x (its name)  api_key\n" +
        "out/[redacted].txt (its name)  api_key\n2 files, 0.0 kB: secrets in 3 places.\n",
    );
    expect(status).toBe(1);
    expect(line.run(["scan", "--json", "out"]).stdout).not.toContain(KEY);
  });

  it.each(["-h", "--help"])("does not end with 0 if %s may be the name of a file", (name) => {
    const line = project();
    expect(line.run(["scan", name])).toMatchObject({ status: 0 });
    line.write(`project/${name}`, KEY);
    expect(line.run(["scan", name])).toMatchObject({ status: 2, stderr: expect.stringContaining("also a file") });
  });

  it("does not wait for ever for a pipe that nobody writes to", () => {
    const line = project();
    execFileSync("mkfifo", [join(line.project, "fifo")]);
    const { status, stdout } = line.run(["scan", "fifo"]);
    expect(stdout).toContain("fifo  not scanned: it is a pipe that nobody writes to");
    expect(status).toBe(1);
  });

  it("names every place, however many there are", () => {
    const line = project();
    line.write("project/out/many", `${PASSWORD}\n`.repeat(130_000));
    const { status, stdout, stderr } = line.run(["scan", "out"]);
    expect({ status, stderr }).toEqual({ status: 1, stderr: "" });
    expect(stdout).toContain("\nout/many:130000:1  db.password\n");
  });

  it("tells each key once a line", () => {
    const line = project();
    line.write("project/out/x", `${PASSWORD} ${PASSWORD} ${KEY}\n\n${PASSWORD}\n`);
    expect(spots(json(line, ["out"]))).toEqual(["out/x:1 db.password", "out/x:1 api_key", "out/x:3 db.password"]);
  });

  it("says what it could not look into, and then does not end with 0", () => {
    const line = project();
    line.write("project/out/x", "nothing");
    const loop = join(line.project, "out/loop");
    symlinkSync("loop", loop);
    expect(json(line, ["out"])).toMatchObject({ ok: true, unreadable: [] }); // a link below is not looked into at all
    if (process.getuid?.() !== 0) return;
    // As a user who may not: root reads everything.
    execFileSync("chmod", ["-R", "a+rX", line.root]);
    execFileSync("chmod", ["000", join(line.project, "out/x")]);
    const command = `cd '${line.project}' && HOME='${line.home}' '${process.execPath}' '${line.bin}' scan out`;
    const { status, stdout } = spawnSync("setpriv", ["--reuid=65534", "--clear-groups", "sh", "-c", command], {
      encoding: "utf8",
    });
    expect(stdout).toContain("out/x  not scanned: permission denied\n");
    expect(status).toBe(1);
  });

  it.each([
    [["nowhere"], '"nowhere" does not exist'],
    [["dist", "--staged"], "scan takes one of"],
    [["--staged", "--index"], "scan takes one of"],
    [["--staged"], "git has no repository for this folder"],
  ])("ends with 2 when it is called wrongly: %j", (args, message) => {
    const { status, stderr } = project().run(["scan", ...args]);
    expect({ status, stderr }).toMatchObject({ status: 2, stderr: expect.stringContaining(message) });
  });

  it.each([
    ["--allow-missing", ["--allow-missing"]],
    ["-fother.toml", ["-fother.toml"]],
    ["--json", ["--json", "dist"]],
  ])("refuses an option that is also the name of a file here, as a shell makes it of *: %s", (name, args) => {
    const line = project();
    line.write(`project/${name}`, "nothing\n");
    line.write("project/other.toml", "");
    const { status, stdout, stderr } = line.run(["scan", ...args]);
    expect({ status, stdout }).toEqual({ status: 2, stdout: "" });
    expect(stderr).toContain(`${JSON.stringify(name)} is an option and also a file in this folder`);
  });

  it("shows how far it is on a terminal, and nothing of that in a pipe", () => {
    const line = project();
    for (let file = 0; file < 40; file++) line.write(`project/out/${file}`, Buffer.alloc(1_000_000, "no secret here\n"));
    expect(onTerminal(line, ["scan", "out"]).stdout.replaceAll("\r\u001b[K", "<line>")).toMatch(
      /<line>\d+ files, \d+\.\d MB …<line>(?!.*…)[\s\S]*40 files, 40\.0 MB: /,
    );
    expect(line.run(["scan", "out"])).toMatchObject({ stderr: "", stdout: expect.not.stringContaining("…") });
  });
});
