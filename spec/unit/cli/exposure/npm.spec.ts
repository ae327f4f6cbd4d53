import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { npmExposures } from "../../../../lib/cli/exposure/npm-package";
import { sampled } from "../../../support/full";
import { sandbox } from "../../../support/sandbox";

/* What npm itself would pack is the judge: `npm pack --dry-run --json`. */

const FILE = ".streamlit/secrets.toml";
const NAMED = { name: "canary", version: "1.0.0" };

function project(manifest: object, files: Readonly<Record<string, string>> = {}, secret = FILE) {
  const box = sandbox();
  box.write("project/package.json", JSON.stringify({ ...NAMED, ...manifest }));
  box.write("project/index.js", "");
  for (const [path, text] of Object.entries(files)) box.write(`project/${path}`, text);
  const path = box.write(`project/${secret}`, 'a = "canary"\n');
  return { ...box, files: [{ path, folders: [join(path, "../.."), box.project] }] };
}

function packedByNpm({ project, home }: { project: string; home: string }): string[] {
  const env = { PATH: process.env.PATH, HOME: home, npm_config_cache: join(home, "npm"), npm_config_update_notifier: "false" };
  const args = ["pack", "--dry-run", "--json", "--ignore-scripts", "--offline"];
  const text = execFileSync("npm", args, {
    cwd: project,
    env,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
    timeout: 20_000,
  });
  const answer = JSON.parse(text); // a list in npm 11, an object by name in others
  const [{ files }] = Object.values(answer) as { files: { path: string }[] }[] as [{ files: { path: string }[] }];
  return files.map(({ path }) => path);
}

const ROWS: readonly (readonly [what: string, manifest: object, files?: Readonly<Record<string, string>>, secret?: string])[] = [
  ["no rules", {}],
  [".gitignore", {}, { ".gitignore": `${FILE}\n` }],
  [".gitignore for the folder", {}, { ".gitignore": ".streamlit/\n" }],
  [".gitignore, by the name", {}, { ".gitignore": "secrets.toml\n" }],
  [".gitignore that includes it again", {}, { ".gitignore": "*.toml\n!secrets.toml\n" }],
  [".npmignore instead of .gitignore", {}, { ".gitignore": `${FILE}\n`, ".npmignore": "spec\n" }],
  [".npmignore", {}, { ".npmignore": ".*/\n" }],
  [".npmignore in the folder", {}, { ".streamlit/.npmignore": "*\n" }],
  [".gitignore in the folder", {}, { ".streamlit/.gitignore": "*\n!.gitignore\n" }],
  ["files with a folder", { files: ["dist"] }, { "dist/a.js": "" }],
  ["files with everything", { files: ["*"] }, { ".gitignore": `${FILE}\n` }],
  ["files with everything at every depth", { files: ["**/*"] }],
  ["files with the folder", { files: ["index.js", ".streamlit"] }, { ".gitignore": ".streamlit\n" }],
  ["files with the file", { files: [FILE] }, { ".npmignore": ".streamlit\n" }],
  ["files with a dot", { files: ["./"] }],
  ["files with an exception", { files: ["*", "!.streamlit"] }],
  ["files with an exception for the file", { files: ["**", `!${FILE}`] }],
  ["files with a pattern", { files: ["**/*.toml"] }],
  ["files, and .npmignore in the folder", { files: ["*"] }, { ".streamlit/.npmignore": "secrets.toml\n" }],
  ["files, and .npmignore at the root", { files: ["*"] }, { ".npmignore": ".streamlit\n" }],
  ["main", { main: FILE, files: ["index.js"] }],
  ["bin", { bin: FILE, files: ["index.js"] }],
  ["a folder of a package", {}, { "src/.npmignore": "" }, "src/.streamlit/secrets.toml"],
  [
    "a workspace",
    { workspaces: ["packages/*"] },
    { "packages/a/package.json": '{"name":"a","files":["x"]}' },
    `packages/a/${FILE}`,
  ],
  ["node_modules", {}, {}, `node_modules/a/${FILE}`],
  ["a leftover of nano", {}, {}, ".streamlit/secrets.toml.save"],
  ["a leftover of Vim", {}, {}, ".streamlit/.secrets.toml.swp"],
];

const rows = ROWS.map(([what, manifest, files = {}, secret = FILE]) => ({ what, manifest, files, secret }));

it.each(sampled(rows, 4))("says what npm would pack: $what", async ({ manifest, files, secret }) => {
  const box = project(manifest, files, secret);
  const found = await npmExposures(box.files);
  expect({ isNamed: found.length > 0 }).toEqual({ isNamed: packedByNpm(box).includes(secret) });
});

it.each(rows)("gives advice that helps: $what", async ({ manifest, files, secret }) => {
  const box = project(manifest, files, secret);
  const [found] = await npmExposures(box.files);
  const [, line = "", list = ""] = /add the line (\S+) to (\S+\.(?:npm|git)ignore)/.exec(found?.fix ?? "") ?? [];
  const [, item = ""] = /add "([^"]+)" as its last item/.exec(found?.fix ?? "") ?? [];
  if (found === undefined) return;
  if (/^remove the file from "(files|main|bin)"/.test(found.fix)) return expect(JSON.stringify(manifest)).toContain(FILE);
  if (item !== "") {
    const { files: listed } = manifest as { files: string[] };
    box.write("project/package.json", JSON.stringify({ ...NAMED, ...manifest, files: [...listed, item] }));
  } else box.write(`project${list.replace(box.project, "")}`, `${files[list.slice(box.project.length + 1)] ?? ""}${line}\n`);
  expect(await npmExposures(box.files)).toEqual([]);
});

it("notes a package that npm refuses to publish, and leaves what is no package alone", async () => {
  const [note] = await npmExposures(project({ private: true }).files);
  expect(note).toMatchObject({ code: "PACKED_BY_NPM", isNote: true, message: expect.stringContaining('"private": true') });
  expect(await npmExposures(project({ version: undefined }).files)).toEqual([]);
});
