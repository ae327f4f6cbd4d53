import { sep } from "node:path";

/*
 * Names of variables that decide which code this process or its children run, where they look for their settings, or whom their
 * TLS trusts. The tables name real variables and families of them, because people also keep secrets under names with the same
 * beginning (`NODE_AUTH_TOKEN`, `LD_SDK_KEY`). The tables omit settings that programs commonly keep with their secrets: proxies,
 * the addresses and certificates of databases, AWS_PROFILE, KUBECONFIG. They omit ENV too, because only an interactive shell
 * reads it.
 */

const IS_WINDOWS = sep === "\\";

/** Does a variable of this name change what this process or its children run, load or trust? */
export function isUnsafeVariable(name: string, isWindows = IS_WINDOWS): boolean {
  // Windows ignores the case of a name. npm and pnpm ignore it for their settings on every system.
  const text = isWindows || /^p?npm_/i.test(name) ? name.toUpperCase() : name;
  if (NAMES.includes(` ${text} `) && !text.includes(" ")) return true;
  const first = text.indexOf("_");
  if (first === -1) return false;
  const [family, rest] = [text.slice(0, first), text.slice(first + 1)];
  if (startsWithAny(rest, own(ALWAYS, family))) return true;
  const last = text.lastIndexOf("_");
  const ending = text.slice(last + 1);
  if (own(ENDINGS, ending)?.some((before) => text.endsWith(before, last))) return true;
  return startsWithAny(rest, own(FAMILIES, family)) && !CREDENTIALS.includes(` ${ending} `);
}

/** Own properties only, because a key may be called `constructor`. */
function own<T>(table: Readonly<Record<string, T>>, key: string): T | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

function startsWithAny(text: string, beginnings: string | undefined): boolean {
  return beginnings !== undefined && (beginnings === "" || beginnings.split(" ").some((beginning) => text.startsWith(beginning)));
}

/** For the first word of a name: the beginnings of the rest. A name with such a beginning is unsafe. An empty string matches any rest. */
const ALWAYS: Readonly<Record<string, string>> = {
  NODE:
    "OPTIONS PATH EXTRA_CA_CERTS TLS_REJECT_UNAUTHORIZED DEBUG REPL_ V8_COVERAGE ICU_DATA PENDING_ PRESERVE_SYMLINKS REDIRECT_WARNINGS " +
    "NO_ DISABLE_COLORS DISABLE_COMPILE_CACHE COMPILE_CACHE TEST_CONTEXT CHANNEL_ UNIQUE_ID SKIP_PLATFORM_CHECK USE_SYSTEM_CA USE_ENV_PROXY " +
    "CLUSTER_SCHED_POLICY GYP_FORCE CONFIG_DIR CONFIG_PARSER",
  DYLD: "", // the dynamic loader of macOS
  GIT: "CONFIG TRACE", // settings such as core.fsmonitor; TRACE writes what is sent, passwords too, to a file
  BASH: "FUNC_", // exported shell functions
  VSCODE: "INSPECTOR_",
  LUA: "INIT", // LUA_INIT_5_4
  SECRETS: "_ AGE_", // this library's own
  SOPS: "AGE_",
};

/** The same, except names that end like a credential ({@link CREDENTIALS}): such a name is not a setting of these programs. */
const FAMILIES: Readonly<Record<string, string>> = {
  NPM: "CONFIG_", // script-shell, node-options
  PNPM: "CONFIG_",
  XDG: "", // where git and many others look for their settings
  ELECTRON: "",
  BUN: "INSPECT JSC_",
  MALLOC: "",
  CORECLR: "", // profilers are libraries that .NET loads
  COR: "ENABLE_PROFILING PROFILER",
  MAGICK: "",
  TS: "NODE_",
  COREPACK: "",
  CARGO: "BUILD_ TARGET_ PROFILE_ ALIAS_ ENCODED_",
  GCC: "",
  CCACHE: "PREFIX COMPILER CONFIGPATH DIR",
  DISTCC: "",
  BUNDLE: "GEMFILE PATH BIN BUILD",
  ANSIBLE: "CONFIG LIBRARY VAULT_PASSWORD_FILE",
};

const CREDENTIALS = " KEY TOKEN AUTHTOKEN AUTH SECRET USERNAME EMAIL PASSWORD PASSWD PASS PASSPHRASE CREDENTIAL CREDENTIALS DSN ";

const PROGRAMS =
  "FFMPEG FFPROBE FLVTOOL2 SOX CHROME CHROMIUM CHROMEDRIVER GECKODRIVER FIREFOX EDGE PHANTOMJS GIT PYTHON PERL RUBY JAVA DENO BUN NODE " +
  "GHOSTSCRIPT IMAGEMAGICK PANDOC TESSERACT EXIFTOOL WKHTMLTOPDF PDFTK OPENSSL DOCKER COMPILER EXEC";

/** Words for the flags of make, compilers, and virtual machines. A name such as `FEATURE_FLAGS` is safe. */
const FLAGS =
  "CFLAGS CPPFLAGS CXXFLAGS FFLAGS FCFLAGS LDFLAGS ASFLAGS ARFLAGS OBJCFLAGS DFLAGS JFLAGS YFLAGS LFLAGS MAKEFLAGS GNUMAKEFLAGS MFLAGS " +
  "RUSTFLAGS RUSTDOCFLAGS GOFLAGS RCFLAGS ADAFLAGS CUDAFLAGS HIPFLAGS SWIFTFLAGS AFLAGS ZFLAGS";

/**
 * For the last word of a name: the endings of the text before it. An empty string matches any text. Such a variable names a
 * program to run or a library to load.
 */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  EDITOR: [""], // KUBE_EDITOR
  PAGER: [""],
  ASKPASS: [""],
  RSH: [""], // RSYNC_RSH
  HELPER: [""], // a git or Docker credential helper
  COMMAND: [""], // RESTIC_PASSWORD_COMMAND
  PASSCOMMAND: [""], // BORG_PASSCOMMAND
  CMD: [""], // SOPS_AGE_KEY_CMD
  PROG: [""], // RSYNC_CONNECT_PROG
  LAUNCHER: [""], // CMAKE_C_COMPILER_LAUNCHER
  WRAPPER: [""], // RUSTC_WRAPPER
  LINKER: [""], // CARGO_TARGET_*_LINKER
  RUNNER: ["_MUSL", "_GNU", "_MSVC", "_DARWIN"], // CARGO_TARGET_*_RUNNER
  BROWSER: [""],
  PLUGINS: [""], // HELM_PLUGINS, ANSIBLE_ACTION_PLUGINS
  OPTS: [""], // GRADLE_OPTS, JAVA_OPTS: the JVM loads agents that they name
  PATH: ["_BINARY", "_EXECUTABLE", "_LIBRARY", "_MODULE", "_PLUGIN", "_INCLUDE", ...PROGRAMS.split(" ")],
  BIN: PROGRAMS.split(" "),
  BINARY: ["_ENGINE", ...PROGRAMS.split(" ")],
  LIBRARY: ["_ENGINE"], // Prisma
  FLAGS: ["NVCC_APPEND", "NVCC_PREPEND", "DENO_V8"],
  ...Object.fromEntries(FLAGS.split(" ").map((flags) => [flags, [""]])), // CGO_CFLAGS, CARGO_ENCODED_RUSTFLAGS
};

/** Grouped by the programs that read them. One string, not a Set, because one search takes less time than building a Set. */
const NAMES = ` ${[
  FLAGS,
  // this library
  "SECRETS_FILES SECRETS_TOML SECRETS_RESOLVE SECRETS_FIND_UP",
  // every process; HOME is where git, npm, ssh and this library look for their settings
  "PATH PATHEXT HOME USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA PROGRAMDATA SYSTEMROOT WINDIR COMSPEC SHELL TMPDIR TEMP TMP PSMODULEPATH",
  // variables that the C library removes for setuid programs, and variables that the dynamic loader reads
  "GCONV_PATH GETCONF_DIR GLIBC_TUNABLES HOSTALIASES LOCALDOMAIN LOCPATH NIS_PATH NLSPATH RESOLV_HOST_CONF RES_OPTIONS TZDIR TERMINFO TERMINFO_DIRS",
  "LD_PRELOAD LD_PRELOAD_32 LD_PRELOAD_64 LD_LIBRARY_PATH LD_LIBRARY_PATH_32 LD_LIBRARY_PATH_64 LD_LIBRARY_PATH_FDS LD_LIBRARY_PATH_RPATH",
  "LD_AUDIT LD_AUDIT_32 LD_AUDIT_64 LD_BIND_NOT LD_BIND_NOW LD_DEBUG LD_DEBUG_OUTPUT LD_DYNAMIC_WEAK LD_ORIGIN_PATH LD_POINTER_GUARD LD_PROFILE",
  "LD_PROFILE_OUTPUT LD_SHOW_AUXV LD_TRACE_LOADED_OBJECTS LD_TRACE_PRELINKING LD_USE_LOAD_BIAS LD_VERBOSE LD_WARN LD_HWCAP_MASK LD_ASSUME_KERNEL",
  "LD_PREFER_MAP_32BIT_EXEC LD_AOUT_PRELOAD LD_AOUT_LIBRARY_PATH LD_RUN_PATH LD_LIBMAP LD_LIBMAP_DISABLE LD_ELF_HINTS_PATH LD_LOADFLTR LD_CONFIG",
  // shells
  "IFS CDPATH PS4 BASH_ENV BASHOPTS SHELLOPTS PROMPT_COMMAND ZDOTDIR FPATH HISTFILE",
  // commands that other commands start
  "EDITOR VISUAL PAGER MANPAGER BROWSER LESS LESSOPEN LESSCLOSE LESSEDIT LESSKEY LESSKEYIN SVN_SSH CVS_RSH TAR_OPTIONS PSQLRC VIMINIT EXINIT MYVIMRC",
  "HGRCPATH GNUPGHOME DOCKER_CONFIG NPM_EXECPATH NPM_NODE_EXECPATH CHROME_PATH DBUS_SESSION_BUS_ADDRESS DBUS_SYSTEM_BUS_ADDRESS MAKE MAKESHELL",
  "MAILCAPS SSH_SK_PROVIDER SSH_AUTH_SOCK SUDO_ASKPASS SYSTEMD_PAGER SYSTEMD_EDITOR RIPGREP_CONFIG_PATH WGETRC INPUTRC SCREENRC",
  // programs whose settings name commands to run
  "AWS_CONFIG_FILE AWS_SHARED_CREDENTIALS_FILE BOTO_CONFIG CLOUDSDK_CONFIG CLOUDSDK_PYTHON KUBERC TF_CLI_CONFIG_FILE TF_CLI_ARGS",
  "UV_THREADPOOL_SIZE UV_USE_IO_URING BUN_OPTIONS BUN_CONFIG_VERBOSE_FETCH BUN_RUNTIME_TRANSPILER_CACHE_PATH",
  "DENO_CERT DENO_TLS_CA_STORE DENO_DIR YARN_RC_FILENAME YARN_YARN_PATH YARN_IGNORE_PATH",
  // compilers and build tools
  "CC CXX CPP FC F77 LD AS AR NM RANLIB CL _CL_ _LINK_ COMPILER_PATH LIBRARY_PATH CPATH CCC_OVERRIDE_OPTIONS DEPENDENCIES_OUTPUT",
  "SUNPRO_DEPENDENCIES MAKEFILES NIX_CFLAGS_COMPILE NIX_PATH PKG_CONFIG CMAKE_TOOLCHAIN_FILE",
  // TLS
  "OPENSSL_CONF OPENSSL_CONF_INCLUDE OPENSSL_MODULES OPENSSL_ENGINES SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE PYTHONHTTPSVERIFY",
  "CURL_HOME CURL_CA_BUNDLE REQUESTS_CA_BUNDLE AWS_CA_BUNDLE NIX_SSL_CERT_FILE GRPC_DEFAULT_SSL_ROOTS_FILE_PATH CARGO_HTTP_CAINFO",
  // git
  "GIT_DIR GIT_COMMON_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_TEMPLATE_DIR GIT_EXEC_PATH",
  "GIT_SSH GIT_EXTERNAL_DIFF GIT_ALLOW_PROTOCOL GIT_SSL_NO_VERIFY GIT_SSL_CAINFO GIT_SSL_CAPATH GIT_ATTR_SOURCE",
  // other languages
  "PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONINSPECT PYTHONWARNINGS PYTHONBREAKPOINT PYTHONUSERBASE PYTHONEXECUTABLE PYTHONPYCACHEPREFIX",
  "PYTHONPLATLIBDIR PERL5OPT PERL5LIB PERLLIB PERL5DB PERL5SHELL PERL5DB_THREADED RUBYOPT RUBYLIB GEM_HOME GEM_PATH PHPRC PHP_INI_SCAN_DIR",
  "LUA_PATH LUA_CPATH CLASSPATH JAVA_HOME JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS JAVA_OPTIONS",
  "DOTNET_STARTUP_HOOKS DOTNET_ROOT DOTNET_ADDITIONAL_DEPS DOTNET_SHARED_STORE GOROOT GOTOOLCHAIN GOENV",
  "RUSTC RUSTDOC CARGO CARGO_HOME RUSTUP_HOME RUSTUP_TOOLCHAIN PIP_CONFIG_FILE PIPENV_PIPFILE UV_PYTHON CONDA_EXE",
  "R_PROFILE R_PROFILE_USER R_ENVIRON R_ENVIRON_USER R_HOME ELIXIR_ERL_OPTIONS ERL_FLAGS JULIA_LOAD_PATH JULIA_DEPOT_PATH",
  // libraries that desktop programs load
  "GTK_MODULES GTK_PATH GIO_EXTRA_MODULES GIO_MODULE_DIR QT_PLUGIN_PATH QT_QPA_PLATFORM_PLUGIN_PATH QML2_IMPORT_PATH VK_LAYER_PATH",
].join(" ")} `;
