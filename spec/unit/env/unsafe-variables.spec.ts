import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { isUnsafeVariable } from "../../../lib/env/unsafe-variables";

describe("names that are exported, because people keep secrets in them", () => {
  it.each([
    ..."LD_SDK_KEY LD_CLIENT_SIDE_ID LD_API_TOKEN NODE_AUTH_TOKEN NODE_RPC_URL NODE_NAME NODE_ID NODE_KEY NODE_IP NODE NODEX".split(
      " ",
    ),
    ..."home browser cc path editor shell cflags java_home Path tmp".split(" "),
    ..."FEATURE_FLAGS FLAGS SLACK_WEBHOOK DEPLOY_HOOK DATABASE_PATH PRIVATE_KEY_PATH UPLOAD_PATH DB_OPTIONS".split(" "),
    ..."GIT_TOKEN GITHUB_TOKEN NPM_TOKEN npm_config_token NPM_CONFIG_AUTH XDG_API_KEY ELECTRON_TOKEN COREPACK_NPM_TOKEN".split(
      " ",
    ),
    ..."CARGO_REGISTRY_TOKEN BUNDLE_GEM__FURY__IO PIP_INDEX_URL GOPROXY YARN_NPM_AUTH_TOKEN ANSIBLE_USER KUBECONFIG".split(" "),
    ..."ANSIBLE_SSH_PASSWORD HOME_ASSISTANT_TOKEN EDGE_CONFIG FIREBASE_CONFIG CHROME_EXTENSION_ID CC_API_KEY SHELL_API_KEY".split(
      " ",
    ),
    ..."AWS_SECRET_ACCESS_KEY AWS_PROFILE HTTPS_PROXY NODE_ENV ENV SECRETS_KEY SOPS_KEY COMMAND_KEY HELPER_TOKEN".split(" "),
  ])("%s", (name) => expect(isUnsafeVariable(name, false)).toBe(false));
});

describe("names that are not exported", () => {
  it.each([
    ..."GIT_CREDENTIAL_HELPER DOCKER_CREDENTIAL_HELPER RESTIC_PASSWORD_COMMAND FZF_DEFAULT_COMMAND BORG_PASSCOMMAND".split(" "),
    ..."RCLONE_PASSWORD_COMMAND SOPS_AGE_KEY_CMD RSYNC_CONNECT_PROG CMAKE_C_COMPILER_LAUNCHER RUSTC_WRAPPER".split(" "),
    ..."CFLAGS CXXFLAGS LDFLAGS CGO_CFLAGS GNUMAKEFLAGS CARGO_ENCODED_RUSTFLAGS NVCC_APPEND_FLAGS ERL_AFLAGS".split(" "),
    ..."COMPILER_PATH FFMPEG_PATH FFPROBE_PATH CHROME_BIN GCC_EXEC_PREFIX AWS_CONFIG_FILE DBUS_SESSION_BUS_ADDRESS".split(" "),
    ..."VAULT_SSH_EXECUTABLE ANSIBLE_PYTHON_INTERPRETER CMAKE_C_COMPILER CONFIG_SHELL CLOUDSDK_PYTHON KUBECTL_EXTERNAL_DIFF".split(
      " ",
    ),
    ..."GUNICORN_CMD_ARGS TF_CLI_ARGS_plan PYTEST_ADDOPTS NIX_SSHOPTS IBM_JAVA_OPTIONS ASAN_OPTIONS GRADLE_USER_HOME".split(" "),
    ..."CC_FOR_BUILD PASSWORD_STORE_EXTENSIONS_DIR GTK_IM_MODULE_FILE PYENV_HOOK_PATH ASAN_SYMBOLIZER_PATH FCEDIT HGMERGE P4DIFF".split(
      " ",
    ),
    ..."npm_config_script_shell pnpm_config_node_options SECRETS_AGE_KEY_CMD SECRETS_AGE_KEY SOPS_AGE_KEY SECRETS__A".split(" "),
    ..."LD_PRELOAD LD_AUDIT DYLD_INSERT_LIBRARIES NODE_OPTIONS NODE_REPL_EXTERNAL_MODULE GRADLE_OPTS".split(" "),
  ])("%s", (name) => expect(isUnsafeVariable(name, false)).toBe(true));

  it("counts no case on Windows, whose variables have none", () => {
    expect(isUnsafeVariable("Path", true)).toBe(true);
    expect(isUnsafeVariable("node_options", true)).toBe(true);
    expect(isUnsafeVariable("node_auth_token", true)).toBe(false);
  });

  it("covers every NODE_ variable that this Node documents, except NODE_ENV", () => {
    const help = spawnSync(process.execPath, ["--help"], { encoding: "utf8", timeout: 20_000 }).stdout;
    const documented = [...help.matchAll(/^(NODE_\w+)/gm)].map(([, name]) => name as string);
    expect(documented).toContain("NODE_PATH");
    expect(documented.filter((name) => name !== "NODE_ENV" && !isUnsafeVariable(name, false))).toEqual([]);
  });
});

describe("real programs run what such a variable names", () => {
  const root = mkdtempSync(join(tmpdir(), "unsafe-variables-"));
  const marker = join(root, "ran");
  const write = (name: string, text: string) => {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text, { mode: 0o755 });
    return join(root, name);
  };
  const script = write("script", `#!/bin/sh\ntouch '${marker}'\n`);
  const alias = `[alias]\n\tmarked = !'${script}'\n`;
  write("home/.gitconfig", alias);
  write("xdg/git/config", alias);
  write("bin/as", `#!/bin/sh\ntouch '${marker}'\nexit 1\n`);
  write("exec/git-marked", `#!/bin/sh\ntouch '${marker}'\n`);
  write("python/sitecustomize.py", `open(${JSON.stringify(marker)}, "w").close()\n`);
  write("perl/Marked.pm", `open(my $f, ">", ${JSON.stringify(marker)}); 1;\n`);
  write("node.cjs", `require("fs").writeFileSync(${JSON.stringify(marker)}, "")\n`);
  write("makefile", `x := $(shell touch '${marker}')\nall:\n`);
  write("tcl/pkgIndex.tcl", `exec touch {${marker}}\n`);
  write("php/a.ini", `auto_prepend_file=${write("a.php", `<?php touch('${marker}');\n`)}\n`);
  write("ruby/marked.rb", `File.write(${JSON.stringify(marker)}, "")\n`);
  write("docker/cli-plugins/docker-marked", `#!/bin/sh\ntouch '${marker}'\n`);
  write("work/a.tcl", "catch { package require marked }\n");
  write("work/a.t", "print qq(1..0\\n);\n");
  write("work/a.c", "int a;\n");
  write("work/package.json", '{ "scripts": { "x": "true" } }');
  const work = join(root, "work");
  const plain = { PATH: process.env["PATH"] ?? "", HOME: join(root, "empty"), GIT_CONFIG_NOSYSTEM: "1" };
  const start = (command: readonly string[], env: Record<string, string>) =>
    spawnSync(command[0] as string, command.slice(1), { cwd: work, env: { ...plain, ...env }, stdio: "ignore", timeout: 60_000 });

  beforeAll(() => {
    mkdirSync(plain.HOME, { recursive: true });
    start(["git", "init", "-q"], {});
    start(["git", "add", "a.c"], {});
    write("work/a.c", "int b;\n");
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  const identity = ["-c", "user.name=a", "-c", "user.email=a@example.com"];
  const rows: [names: string, variables: Record<string, string>, command: string[]][] = [
    ["GIT_SSH_COMMAND", { GIT_SSH_COMMAND: script }, ["git", "ls-remote", "ssh://localhost/x"]],
    ["GIT_SSH", { GIT_SSH: script }, ["git", "ls-remote", "ssh://localhost/x"]],
    ["GIT_EXTERNAL_DIFF", { GIT_EXTERNAL_DIFF: script }, ["git", "diff"]],
    ["GIT_EDITOR", { GIT_EDITOR: script }, ["git", ...identity, "commit"]],
    ["EDITOR", { EDITOR: script, TERM: "xterm" }, ["git", ...identity, "commit"]],
    ["VISUAL", { VISUAL: script, TERM: "xterm" }, ["git", ...identity, "commit"]],
    ["HOME", { HOME: join(root, "home") }, ["git", "marked"]],
    ["XDG_CONFIG_HOME", { XDG_CONFIG_HOME: join(root, "xdg") }, ["git", "marked"]],
    ["GIT_EXEC_PATH", { GIT_EXEC_PATH: join(root, "exec") }, ["git", "marked"]],
    [
      "GIT_CONFIG_COUNT GIT_CONFIG_KEY_0 GIT_CONFIG_VALUE_0",
      { GIT_CONFIG_COUNT: "1", GIT_CONFIG_KEY_0: "alias.marked", GIT_CONFIG_VALUE_0: `!'${script}'` },
      ["git", "marked"],
    ],
    ["BASH_ENV", { BASH_ENV: script }, ["bash", "-c", ":"]],
    ["NODE_OPTIONS", { NODE_OPTIONS: `--require ${join(root, "node.cjs")}` }, [process.execPath, "-e", "0"]],
    ["PYTHONPATH", { PYTHONPATH: join(root, "python") }, ["python3", "-c", "0"]],
    ["BROWSER", { BROWSER: `${script} %s` }, ["python3", "-m", "webbrowser", "http://localhost"]],
    ["PERL5OPT PERL5LIB", { PERL5OPT: "-MMarked", PERL5LIB: join(root, "perl") }, ["perl", "-e", "1"]],
    ["MAKEFLAGS", { MAKEFLAGS: `CC=${script}` }, ["make", "-B", "a.o"]],
    ["GNUMAKEFLAGS", { GNUMAKEFLAGS: `CC=${script}` }, ["make", "-B", "a.o"]],
    ["MAKEFILES", { MAKEFILES: join(root, "makefile") }, ["make", "-f", "/dev/null"]],
    ["CC", { CC: script }, ["make", "-B", "a.o"]],
    ["CFLAGS", { CFLAGS: `$(shell touch '${marker}')` }, ["make", "-B", "a.o"]],
    ["COMPILER_PATH", { COMPILER_PATH: join(root, "bin") }, ["gcc", "-c", "a.c", "-o", "/dev/null"]],
    [
      "TAR_OPTIONS",
      { TAR_OPTIONS: `--checkpoint=1 --checkpoint-action=exec=${script}` },
      ["tar", "cf", join(root, "a.tar"), "a.c"],
    ],
    ["GIT_PROXY_COMMAND", { GIT_PROXY_COMMAND: script }, ["git", "ls-remote", "git://localhost/x"]],
    ["HARNESS_PERL", { HARNESS_PERL: script }, ["prove", "a.t"]],
    ["TCLLIBPATH", { TCLLIBPATH: join(root, "tcl") }, ["tclsh", "a.tcl"]],
    ["PHP_INI_SCAN_DIR", { PHP_INI_SCAN_DIR: join(root, "php") }, ["php", "a.c"]],
    ["RUBYOPT RUBYLIB", { RUBYOPT: "-rmarked", RUBYLIB: join(root, "ruby") }, ["ruby", "-e", "1"]],
    ["DOCKER_CONFIG", { DOCKER_CONFIG: join(root, "docker") }, ["docker", "marked"]],
    ["npm_config_script_shell", { npm_config_script_shell: script }, ["npm", "run", "x"]],
    [
      "ESBUILD_BINARY_PATH",
      { ESBUILD_BINARY_PATH: script, NODE_PATH: resolve(__dirname, "../../../node_modules") },
      [process.execPath, "-e", 'require("esbuild").transformSync("1")'],
    ],
  ];

  it.each(rows)("%s", (names, variables, command) => {
    rmSync(marker, { force: true });
    const without = start(command, Object.fromEntries(Object.entries(variables).filter(([name]) => name === "NODE_PATH")));
    if ((without.error as NodeJS.ErrnoException | undefined)?.code === "ENOENT") {
      process.stdout.write(`${command[0]} is not on this machine: ${names} was not tried\n`);
      return;
    }
    expect(existsSync(marker)).toBe(false); // the control: nothing but the variable makes the program run the script
    start(command, variables);
    expect(existsSync(marker)).toBe(true);
    expect(names.split(" ").filter((name) => !isUnsafeVariable(name, false))).toEqual([]);
  });
});
