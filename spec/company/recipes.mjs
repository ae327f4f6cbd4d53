/* Runs each program of docs/recipes.md against the real framework: what its routes answer, and that no value is in its log. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";

const LOGGED = /there is no secret db_credentials\.usrname/;
const RECIPES = ["NestJS", "Fastify", "Express"];
const ts = createRequire(import.meta.url)("typescript");
const repository = resolve(import.meta.dirname, "../..");
const page = readFileSync(join(repository, "docs/recipes.md"), "utf8");
const codeOf = (name) => page.match(new RegExp(`^## ${name}\\n[^]*?^\`\`\`(?:javascript|typescript)\\n([^]*?)^\`\`\``, "m"))?.[1];

for (const name of RECIPES) {
  await tryRecipe(codeOf(name));
  console.log(`${name}: the recipe works`);
}

async function tryRecipe(code) {
  const folder = mkdtempSync(join(tmpdir(), "toml-secrets-recipe-"));
  const service = spawn(process.execPath, [programIn(folder, code)], {
    cwd: folder,
    env: { ...process.env, PORT: "0", HOME: folder, USERPROFILE: folder, NODE_ENV: "development", NO_COLOR: "1" },
  });
  let log = "";
  for (const stream of [service.stdout, service.stderr]) stream.on("data", (chunk) => (log += chunk));
  const ended = new Promise((done) => service.once("exit", (code, signal) => done(signal ?? code)));
  try {
    const address = await addressIn(() => log, ended);
    const answer = async (path) => {
      const response = await fetch(`${address}/${path}`);
      return [response.status, await response.text()];
    };
    const [status, user] = await answer("user");
    assert.deepEqual([status, JSON.parse(user).user], [200, "canary-user"]);
    const [, all] = await answer("all");
    assert.equal(JSON.parse(all).db_credentials.password, "[redacted: toObject() gives the values]");
    const [failed, body] = await answer("misspelt");
    assert.equal(failed, 500);
    assert.doesNotMatch(body, /usr|db_credentials|secrets/);
    for (let waits = 0; waits < 100 && !LOGGED.test(log); waits++) await new Promise((done) => setTimeout(done, 50));
    assert.match(log, LOGGED);
    assert.doesNotMatch(log, /canary-password/);
  } catch (error) {
    error.message += `\n${log}`;
    throw error;
  } finally {
    service.kill();
    await ended;
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The program in a project with secrets, and with the packages of this folder. */
function programIn(folder, code) {
  mkdirSync(join(folder, ".streamlit"));
  writeFileSync(
    join(folder, ".streamlit/secrets.toml"),
    '[db_credentials]\nusername = "canary-user"\npassword = "canary-password"\n',
  );
  const compilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022, experimentalDecorators: true };
  mkdirSync(join(folder, "node_modules"));
  for (const name of ["fastify", "express", "@nestjs", "reflect-metadata"]) {
    symlinkSync(join(import.meta.dirname, "node_modules", name), join(folder, "node_modules", name));
  }
  symlinkSync(repository, join(folder, "node_modules/toml-secrets"));
  const file = join(folder, "program.mjs");
  writeFileSync(file, ts.transpileModule(code, { compilerOptions }).outputText);
  return file;
}

async function addressIn(log, ended) {
  const late = AbortSignal.timeout(30_000);
  let end;
  ended.then((how) => (end = how));
  for (;;) {
    const [, address] = /listening on ([^\s"]+)/.exec(log()) ?? [];
    if (address !== undefined) return address;
    if (end !== undefined || late.aborted) throw new Error(`it does not listen, and ended with ${end}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
