import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { cpSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import { installPackage } from "../support/install";
import { sandbox } from "../support/sandbox";

/* Programs of docs/recipes.md that need no other framework. The others are run by spec/company. */

const page = readFileSync(resolve(__dirname, "../../docs/recipes.md"), "utf8");

function sectionOf(title: string): string {
  const [, text] = page.split(`\n## ${title}\n`);
  if (text === undefined) throw new Error(`docs/recipes.md has no section "${title}"`);
  return text.split("\n## ")[0] as string;
}

const filesOf = (title: string) =>
  [...sectionOf(title).matchAll(/^```javascript\n\/\/ (\S+)\n([\s\S]*?)^```/gm)].map(([, name = "", code = ""]) => ({
    name,
    code,
  }));

it("AWS Lambda: the bundle of esbuild answers, and needs no packages beside it", () => {
  const box = sandbox();
  installPackage(box.project, ["esbuild"]);
  const files = filesOf("AWS Lambda, bundled by esbuild");
  expect(files.map(({ name }) => name)).toEqual(["handler.mjs", "build.mjs"]);
  for (const { name, code } of files) box.write(`project/${name}`, code);
  execFileSync(process.execPath, ["build.mjs"], { cwd: box.project });
  const task = join(box.root, "task");
  mkdirSync(task);
  cpSync(join(box.project, "function/handler.mjs"), join(task, "handler.mjs"));
  const program = 'import { handler } from "./handler.mjs"; console.log(JSON.stringify(await handler({})));';
  const run = (SECRETS_TOML: string) =>
    execFileSync(process.execPath, ["--input-type=module", "-e", program], {
      cwd: task,
      env: { PATH: process.env.PATH, HOME: box.home, SECRETS_TOML },
      encoding: "utf8",
    });
  expect(JSON.parse(run('[db_credentials]\nusername = "canary-jane"\n'))).toEqual({ statusCode: 200, body: "hello canary-jane" });
  // A document that the plain reader declines needs the parser, which is in the bundle too.
  expect(run('list = [{ a = 1 }, { a = 2 }]\n[db_credentials]\nusername = """canary-joe"""\n')).toContain("hello canary-joe");
});

it("node --watch-path: the program starts anew when the file changes, and reads the new value", async () => {
  const [, command = ""] =
    /^node (--watch-path\S+(?: --watch-path\S+)*) server\.mjs$/m.exec(sectionOf("Restart when a secret changes")) ?? [];
  const box = sandbox();
  installPackage(box.project);
  box.writeProject('api_key = "canary-1"\n');
  box.write("project/src/empty.mjs", "");
  box.write(
    "project/server.mjs",
    'import { secrets } from "toml-secrets"; console.log(`length ${secrets.api_key.length}`); setInterval(() => {}, 1000);',
  );
  const env = { PATH: process.env.PATH, HOME: box.home };
  const child = spawn(process.execPath, [...command.split(" "), "server.mjs"], { cwd: box.project, env, stdio: "pipe" });
  try {
    await wrote(child, "length 8");
    const changed = box.write("project/new.toml", 'api_key = "canary-longer"\n');
    const again = wrote(child, "length 13");
    renameSync(changed, join(box.project, ".streamlit/secrets.toml")); // as editors save
    await again;
  } finally {
    child.kill();
    await new Promise((ended) => child.once("exit", ended));
  }
});

function wrote({ stdout, stderr }: ChildProcess, text: string): Promise<void> {
  let output = "";
  return new Promise((done, failed) => {
    const late = setTimeout(() => failed(new Error(`no "${text}" in: ${output}`)), 60_000);
    for (const stream of [stdout, stderr]) {
      stream?.on("data", (chunk) => {
        output += chunk;
        if (!output.includes(text)) return;
        clearTimeout(late);
        done();
      });
    }
  });
}
