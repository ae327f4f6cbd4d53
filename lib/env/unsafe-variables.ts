/*
 * Names of variables that decide what code this process or its children run, where they look for their settings, or whom their TLS
 * trusts. Not among them is what programs rightly keep with their secrets though it may lead somewhere: proxies, the addresses and
 * certificates of databases, AWS_PROFILE, KUBECONFIG; and ENV, which only an interactive shell obeys and which mostly says "production".
 */

/** Does a variable of this name steer this process or its children? */
export function isSteering(name: string): boolean {
  const upper = name.toUpperCase(); // on Windows the case of a name does not count
  if (upper === "NODE_ENV") return false;
  if (NAMES.includes(` ${upper} `) && !upper.includes(" ")) return true;
  const first = upper.indexOf("_");
  if (first === -1) return false;
  const last = upper.lastIndexOf("_");
  const begins = PREFIXES[upper.slice(0, first)]?.some((rest) => upper.startsWith(rest, first + 1)) ?? false;
  return begins || (ENDINGS[upper.slice(last + 1)]?.some((before) => upper.endsWith(before, last)) ?? false);
}

/** By their first word: how the rest begins. */
const PREFIXES: Readonly<Record<string, readonly string[]>> = {
  NODE: [""], // NODE_OPTIONS, NODE_PATH, NODE_EXTRA_CA_CERTS, NODE_TLS_REJECT_UNAUTHORIZED
  LD: [""], // LD_PRELOAD, LD_LIBRARY_PATH, LD_AUDIT
  DYLD: [""], // the same on macOS
  NPM: ["CONFIG_"], // script-shell, node-options; pnpm obeys them too
  GIT: [
    "CONFIG", // GIT_CONFIG_GLOBAL, GIT_CONFIG_COUNT: hooks, pagers, core.fsmonitor
    "TRACE", // writes what is sent, passwords too, to a file
  ],
  BASH: ["FUNC_"], // exported shell functions
  XDG: [""], // where git and many others look for their settings
  VSCODE: ["INSPECTOR_"],
  ELECTRON: [""],
  BUN: ["INSPECT", "JSC_"],
  MALLOC: [""],
  CORECLR: [""], // profilers, which are libraries that .NET loads
  LUA: ["INIT"], // LUA_INIT_5_4
  MAGICK: [""],
  TS: ["NODE_"],
  SECRETS: ["_"], // this library's own sources
};

/** By their last word: how what is before it ends. These say which program is run, or which library is loaded. */
const ENDINGS: Readonly<Record<string, readonly string[]>> = {
  EDITOR: [""], // KUBE_EDITOR
  PAGER: [""],
  ASKPASS: [""],
  RSH: [""], // RSYNC_RSH
  PATH: ["_BINARY", "_EXECUTABLE", "_LIBRARY"], // esbuild, puppeteer, whatever napi-rs made
  LIBRARY: ["_ENGINE"], // prisma
  BINARY: ["_ENGINE"],
};

/** By who obeys them. One text, and no set of names: the first search in it is done before a set were made. */
const NAMES = ` ${[
  // this library
  "SECRETS_FILES SECRETS_TOML",
  // every process; HOME is where git, npm, ssh and this library look for their settings
  "PATH PATHEXT HOME USERPROFILE HOMEDRIVE HOMEPATH APPDATA LOCALAPPDATA SYSTEMROOT WINDIR COMSPEC SHELL TMPDIR TEMP TMP PSMODULEPATH",
  // what the C library takes away from programs that run as another user
  "GCONV_PATH GETCONF_DIR GLIBC_TUNABLES HOSTALIASES LOCALDOMAIN LOCPATH NIS_PATH NLSPATH RESOLV_HOST_CONF RES_OPTIONS TZDIR TERMINFO",
  // shells
  "IFS CDPATH PS4 BASH_ENV BASHOPTS SHELLOPTS PROMPT_COMMAND ZDOTDIR FPATH",
  // commands that other commands start
  "EDITOR VISUAL PAGER MANPAGER BROWSER LESS LESSOPEN LESSCLOSE LESSEDIT LESSKEY SVN_SSH TAR_OPTIONS PSQLRC VIMINIT HGRCPATH GNUPGHOME DOCKER_CONFIG",
  "NPM_EXECPATH NPM_NODE_EXECPATH CHROME_PATH CC CXX",
  "UV_THREADPOOL_SIZE UV_USE_IO_URING BUN_OPTIONS BUN_CONFIG_VERBOSE_FETCH BUN_RUNTIME_TRANSPILER_CACHE_PATH",
  "DENO_CERT DENO_TLS_CA_STORE DENO_DIR DENO_V8_FLAGS YARN_RC_FILENAME YARN_YARN_PATH YARN_PLUGINS COREPACK_HOME COREPACK_NPM_REGISTRY",
  // TLS
  "OPENSSL_CONF OPENSSL_CONF_INCLUDE OPENSSL_MODULES OPENSSL_ENGINES SSL_CERT_FILE SSL_CERT_DIR SSLKEYLOGFILE",
  "CURL_HOME CURL_CA_BUNDLE REQUESTS_CA_BUNDLE AWS_CA_BUNDLE NIX_SSL_CERT_FILE GRPC_DEFAULT_SSL_ROOTS_FILE_PATH",
  // git
  "GIT_DIR GIT_COMMON_DIR GIT_WORK_TREE GIT_INDEX_FILE GIT_OBJECT_DIRECTORY GIT_ALTERNATE_OBJECT_DIRECTORIES GIT_TEMPLATE_DIR GIT_EXEC_PATH",
  "GIT_SSH GIT_SSH_COMMAND GIT_EXTERNAL_DIFF GIT_PROXY_COMMAND GIT_ALLOW_PROTOCOL",
  "GIT_SSL_NO_VERIFY GIT_SSL_CAINFO GIT_SSL_CAPATH",
  // other languages
  "PYTHONPATH PYTHONHOME PYTHONSTARTUP PYTHONINSPECT PYTHONWARNINGS PYTHONBREAKPOINT PYTHONUSERBASE PYTHONEXECUTABLE PYTHONPYCACHEPREFIX",
  "PERL5OPT PERL5LIB PERLLIB PERL5DB PERL5SHELL RUBYOPT RUBYLIB GEM_HOME GEM_PATH BUNDLE_GEMFILE PHPRC PHP_INI_SCAN_DIR LUA_PATH LUA_CPATH",
  "CLASSPATH JAVA_HOME JAVA_OPTS JAVA_TOOL_OPTIONS _JAVA_OPTIONS JDK_JAVA_OPTIONS MAVEN_OPTS GRADLE_OPTS",
  "DOTNET_STARTUP_HOOKS GOFLAGS GOROOT GOTOOLCHAIN RUSTC RUSTFLAGS RUSTC_WRAPPER CARGO_HOME MAKEFLAGS MAKEFILES PIP_CONFIG_FILE",
  "R_PROFILE R_PROFILE_USER ERL_FLAGS ERL_AFLAGS ERL_ZFLAGS ELIXIR_ERL_OPTIONS JULIA_LOAD_PATH JULIA_DEPOT_PATH",
  // libraries that desktop programs load
  "GTK_MODULES GTK_PATH GIO_EXTRA_MODULES GIO_MODULE_DIR QT_PLUGIN_PATH QT_QPA_PLATFORM_PLUGIN_PATH",
].join(" ")} `;
