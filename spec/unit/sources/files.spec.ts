import { execFileSync } from "node:child_process";
import { createServer } from "node:net";
import { delimiter, join } from "node:path";
import { getSecret, SourceError } from "../../../lib";
import { discover } from "../../../lib/sources/discover";
import { readFile } from "../../../lib/sources/file-strict";
import { sandbox, thrown } from "../../support/sandbox";

describe("discover", () => {
  const edges = { cwd: () => "/work", home: () => "/home/jane" };
  const paths = (files?: string | string[], env = {}) => discover(files, env, edges).map(({ kind, path }) => `${kind} ${path}`);

  it("looks in the home folder, then in the project, which wins", () => {
    expect(paths()).toEqual(["file /home/jane/.streamlit/secrets.toml", "file /work/.streamlit/secrets.toml"]);
  });

  it("takes a list instead, from the option before the variable", () => {
    const env = { SECRETS_FILES: ["~/a.toml", "", "b", "/c.toml"].join(delimiter) };
    expect(paths(undefined, env)).toEqual(["file /home/jane/a.toml", "folder /work/b", "file /c.toml"]);
    expect(paths("d.toml", env)).toEqual(["file /work/d.toml"]);
    expect(paths([], env)).toEqual([]);
    expect(paths(undefined, { SECRETS_FILES: "" })).toHaveLength(2);
  });

  it("counts a path that is listed twice at its last place", () => {
    expect(paths(["a.toml", "b.toml", "./a.toml"])).toEqual(["file /work/b.toml", "file /work/a.toml"]);
    expect(discover(undefined, {}, { cwd: () => "/same", home: () => "/same" })).toHaveLength(1);
  });

  it("does not ask for a folder that it does not need", () => {
    const no = () => {
      throw new Error("no such folder");
    };
    expect(discover("/a.toml", {}, { cwd: () => "/", home: no })).toHaveLength(1);
    expect(discover(undefined, {}, { cwd: () => "/", home: no })).toMatchObject([{ isUnknown: true }, { kind: "file" }]);
    expect(thrown(() => discover(undefined, {}, { cwd: no, home: () => "/" }))).toBeInstanceOf(SourceError);
  });
});

describe("a file", () => {
  it("may begin with a byte order mark and have Windows' line ends, which are no part of a value", () => {
    const box = sandbox();
    box.writeProject('\ufeffa = "canary-a"\r\n# note\r\nb = """x\r\ny"""\r\n[s]\r\nc = \'d\'\r\n');
    const secrets = box.secrets();
    expect([secrets.a, secrets.b, secrets.s.c]).toEqual(["canary-a", "x\ny", "d"]);
  });

  it("may be empty, and is a source all the same", () => {
    const box = sandbox();
    box.writeProject("");
    expect(Object.keys(box.secrets())).toEqual([]);
  });

  it("must be UTF-8, for a password with a replacement character is a wrong one", () => {
    const box = sandbox();
    box.writeProject("x");
    box.write("project/.streamlit/secrets.toml", Buffer.from([0x61, 0x20, 0x3d, 0x20, 0x22, 0xff, 0x22]));
    expect(thrown<SourceError>(() => box.secrets().a).reason).toContain("not UTF-8");
    expect(thrown(() => getSecret(box.secrets(), "a", "fallback"))).toBeInstanceOf(SourceError);
  });

  it("is not opened where it is a FIFO, a socket or a device", async () => {
    const box = sandbox();
    execFileSync("mkfifo", [join(box.root, "fifo.toml")]);
    expect(thrown<SourceError>(() => readFile(join(box.root, "fifo.toml"))).reason).toBe("it is neither a file nor a folder");
    const server = createServer().listen(join(box.root, "socket.toml"));
    await new Promise((resolve) => server.once("listening", resolve));
    expect(thrown<SourceError>(() => readFile(join(box.root, "socket.toml"))).reason).toBe("it is neither a file nor a folder");
    server.close();
    box.link("device.toml", "/dev/zero");
    expect(thrown<SourceError>(() => readFile(join(box.root, "device.toml"))).reason).toBe("it is neither a file nor a folder");
  });

  it("is absent where a link dangles or a folder above it is a file; a circle of links is an error", () => {
    const box = sandbox();
    box.link("dangling.toml", join(box.root, "nowhere"));
    expect(readFile(join(box.root, "dangling.toml"))).toBeUndefined();
    box.write("file", "");
    expect(readFile(join(box.root, "file/secrets.toml"))).toBeUndefined();
    box.link("loop.toml", join(box.root, "loop.toml"));
    expect(thrown<SourceError>(() => readFile(join(box.root, "loop.toml"))).reason).toContain("loop");
  });

  it.each(["files", "cwd"])("is found by the option `%s`", (option) => {
    const box = sandbox();
    const file = box.write("elsewhere/.streamlit/secrets.toml", 'a = "canary-else"\n');
    const secrets = box.secrets(option === "files" ? { files: file } : { cwd: join(box.root, "elsewhere") });
    expect(secrets.a).toBe("canary-else");
  });

  it("is not looked for by an option that does not exist", () => {
    expect(thrown(() => sandbox().secrets({ file: "a.toml" } as never)).message).toContain('createSecrets has no option "file"');
  });
});
