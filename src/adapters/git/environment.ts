/** The environment of git: where the user's settings are, and nothing that sends it elsewhere (GIT_DIR of a hook). Pure. */

/** Users' settings, safe.directory among them, and how far up git may look for a repository. */
const KEPT =
  /^(?:PATH|HOME|XDG_CONFIG_HOME|TMPDIR|SUDO_UID|GIT_CONFIG_(?:GLOBAL|SYSTEM|NOSYSTEM|COUNT|KEY_\d+|VALUE_\d+)|GIT_CEILING_DIRECTORIES|GIT_DISCOVERY_ACROSS_FILESYSTEM)$/;

export const gitEnvironment = (env: Readonly<Record<string, string>>): Readonly<Record<string, string>> => ({
  ...Object.fromEntries(Object.entries(env).filter(([name]) => KEPT.test(name))),
  // Messages that can be told apart.
  LC_ALL: 'C',
  // No write to the index, which another git may be about to write.
  GIT_OPTIONAL_LOCKS: '0',
  GIT_TERMINAL_PROMPT: '0',
  // Objects of a partial clone that are not here stay away.
  GIT_NO_LAZY_FETCH: '1',
  GIT_ALLOW_PROTOCOL: 'none',
});
