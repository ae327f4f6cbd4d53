import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { parseEnv } from "node:util";
import { transformSync } from "esbuild";
import { loadIfExists } from "../../lib";
import { installPackage } from "../support/install";
import { sandbox } from "../support/sandbox";

/* Every program in the README and the guides runs, and every link leads somewhere. */

const repository = resolve(__dirname, "../..");
const pages = [
  "README.md",
  "CONTRIBUTING.md",
  "SECURITY.md",
  ...readdirSync(join(repository, "docs"))
    .filter((file) => file.endsWith(".md"))
    .map((file) => `docs/${file}`),
];
const textOf = (page: string) => readFileSync(join(repository, page), "utf8");

interface Program {
  readonly name: string;
  readonly code: string;
}

const programs: Program[] = pages.flatMap(
  (page) =>
    [...textOf(page).matchAll(/^( *)```(js|ts)\n([\s\S]*?)^\1```/gm)]
      .map(([, indent = "", language, code = ""], index) => ({
        name: `${page} ${language} ${index + 1}`,
        code: code.replaceAll(new RegExp(`^${indent}`, "gm"), ""),
      }))
      .filter(({ code }) => !code.includes("declare module")), // spec/package/types-file.spec.ts compiles one of those
);

const SECRETS = `
db_username = "canary-Jane"
db_password = "canary-mypassword"
api_key = "canary-key-of-twenty-characters"
[db_credentials]
username = "canary-user"
password = "canary-pass"
[my_other_secrets]
things_i_like = ["Streamlit", "Node"]
[[hosts]]
name = "canary-host"
`;

describe("a program in the documentation", () => {
  let project: string;
  beforeAll(() => {
    project = "";
  });

  it.each(programs.map(({ name, code }) => [name, code] as const))("runs: %s", (_name, code) => {
    const box = sandbox();
    project = join(box.root, "project");
    box.writeProject(SECRETS);
    installPackage(box.root, ["pg", "zod", "express", "pino", "winston"]);
    mkdirSync(join(box.root, "home"), { recursive: true });
    writeFileSync(join(project, "program.mjs"), transformSync(code, { loader: "ts", target: "node20" }).code);
    execFileSync(process.execPath, ["program.mjs"], {
      cwd: project,
      env: { ...process.env, HOME: box.home, USERPROFILE: box.home },
      stdio: "pipe",
    });
  });
});

describe("a call of the command in the documentation", () => {
  // The calls for encrypted files build on one another and need keys of several people: spec/promises/encryption and examples/encrypted run them.
  const ownProject = pages.filter((page) => page !== "docs/encryption.md");
  const calls = ownProject.flatMap((page) =>
    [...textOf(page).matchAll(/^ *```(sh|yaml)\n([\s\S]*?)^ *```/gm)].flatMap(([, language, block = ""]) =>
      (language === "sh" ? block : block.replaceAll(/^ *- (run: )?/gm, ""))
        .split("\n")
        .filter((line) => /npx toml-secrets|parseEnv/.test(line))
        .map((line) => [page, line.trim().replace(/ +#.*/, ""), language] as const),
    ),
  );
  /** What several pages call runs once. */
  const once = new Map(calls.map((call) => [call.slice(1).join(" "), call]));

  let repositoryOfAll: string | undefined;
  afterAll(() => rmSync(repositoryOfAll ?? "", { recursive: true, force: true }));
  /** The `.git` with everything of a project committed. All have the same files, so git makes it for the first one. */
  function commitOf(project: string): string {
    if (repositoryOfAll !== undefined) return repositoryOfAll;
    const git = (...args: string[]) => execFileSync("git", args, { cwd: project, stdio: "pipe" });
    repositoryOfAll = mkdtempSync(join(tmpdir(), "toml-secrets-git-"));
    git("init", "--template=", `--separate-git-dir=${repositoryOfAll}`);
    git("add", ".");
    git("-c", "user.name=c", "-c", "user.email=c@example.com", "commit", "-m", "first");
    rmSync(join(project, ".git"));
    return repositoryOfAll;
  }

  it.each([...once.values()])("works: %s: %s", (_page, call, language) => {
    const box = sandbox();
    const installed = installPackage(box.root, ["zod"]);
    const project = join(box.root, "project");
    chmodSync(box.writeProject(SECRETS), 0o600);
    box.write("project/.gitignore", ".streamlit\n");
    box.write("project/dist/app.js", "nothing\n");
    box.write("project/secrets.schema.mjs", 'import { z } from "zod";\nexport default z.object({ api_key: z.string() });\n');
    box.write("project/.env", "API_KEY=canary-of-env\n");
    const env: NodeJS.ProcessEnv = { ...process.env, HOME: box.home, USERPROFILE: box.home, VISUAL: "true", EDITOR: "true" };
    if (language === "yaml") {
      rmSync(join(project, ".streamlit"), { recursive: true }); // a CI has it in a variable
      env.SECRETS_TOML = SECRETS;
    }
    const run = (command: string) =>
      execFileSync("bash", ["-eo", "pipefail", "-c", command], { cwd: project, env, stdio: "pipe" });
    cpSync(commitOf(project), join(project, ".git"), { recursive: true });
    if (call.includes("git diff")) box.write("project/dist/app.js", "nothing else\n"); // an empty diff is refused
    const command = call.replaceAll("npx toml-secrets", `'${process.execPath}' '${join(installed, "dist/cli/bin.js")}'`);
    if (call.includes("types --check")) run(command.replace("--check", ""));
    run(command);
  });
});

describe("the table of dotenv in the documentation", () => {
  const rows = [...textOf("docs/migrating.md").matchAll(/^\| `([^`]+=[^`]*)` +\| `([^`]+)` +\|/gm)].map(
    ([, env = "", toml = ""]) => [env, toml],
  );

  it("has rows", () => expect(rows.length).toBeGreaterThan(6));

  it.each(rows)("says of %s what the environment gets: %s", (dotenv = "", toml) => {
    const box = sandbox();
    expect(loadIfExists(box.secrets({ env: Object.assign(box.env, { SECRETS_TOML: toml }) }))).toBe(true);
    const { SECRETS_TOML, ...exported } = box.env;
    expect(exported).toEqual(parseEnv(dotenv));
  });
});

describe("the units of systemd in the documentation", () => {
  it("are faultless to systemd, and one restarts the other", () => {
    const page = textOf("docs/deployment.md");
    const units = [...page.matchAll(/^```ini\n# \/etc\/systemd\/system\/(\S+)\n([\s\S]*?)^```/gm)];
    expect(units.map(([, name]) => name)).toEqual(["app.service", "app-restart.path", "app-restart.service"]);
    const box = sandbox();
    const files = units.map(([, name, text = ""]) =>
      box.write(name as string, text.replaceAll("/usr/bin/node", process.execPath).replaceAll("/opt/app", box.root)),
    );
    const said = spawnSync("systemd-analyze", ["verify", "--man=no", ...files], { encoding: "utf8" });
    if (said.error !== undefined) {
      console.warn("skipped: no systemd-analyze here, the units were not verified");
      return;
    }
    const complaints = (said.stdout + said.stderr).split("\n").filter((line) => /\bapp(-restart)?\.(service|path)\b/.test(line));
    expect(complaints).toEqual([]);
  });
});

describe("a link in the documentation", () => {
  /** The anchors that GitHub gives the headings of a page. */
  const anchorsOf = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading = ""]) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\p{L}\p{N}_ -]/gu, "")
        .replaceAll(" ", "-"),
    );

  const links = pages.flatMap((page) =>
    [...textOf(page).matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]*))?\)/g)].map(
      ([, file = "", anchor]) => [page, file, anchor] as const,
    ),
  );

  it.each(links)("%s -> %s %s", (page, file, anchor) => {
    const target = file === "" ? page : join(page, "..", file);
    expect(existsSync(join(repository, target))).toBe(true);
    if (anchor === undefined) return;
    expect(anchorsOf(textOf(target))).toContain(anchor);
  });
});
