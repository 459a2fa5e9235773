/**
 * Who may import whom. One line a room, lowest first; a room sees only the rooms named in its line,
 * and itself. Types count: a type-only import across a wall fails as a value import does.
 * `npm run deps` runs it; `scripts/check-layers.ts` proves that it bites.
 */
const values = ['lib', 'errors', 'image', 'oci', 'manifest', 'inputs'];
const plugins = ['builders', 'taggers', 'renderers', 'deployers'];

const may = {
  lib: [],
  errors: ['lib'],
  image: ['lib', 'errors'],
  oci: ['lib', 'errors', 'image'],
  manifest: ['lib', 'errors', 'image'],
  inputs: ['lib', 'errors', 'image', 'oci', 'manifest'],
  live: ['lib', 'errors', 'image'],
  events: ['lib', 'errors', 'image'],
  ports: [...values, 'live', 'events'],
  ...Object.fromEntries(plugins.map((room) => [room, [...values, 'events', 'ports']])),
  config: [...values, ...plugins],
  plan: [...values, ...plugins, 'events', 'config'],
  pipeline: [...values, 'live', ...plugins, 'events', 'ports', 'config', 'plan'],
  adapters: [...values, 'live', 'events', 'ports'],
  servers: [...values, 'events', 'ports'],
  views: ['lib', 'errors', 'image', 'events'],
};

/** Outside library → the only rooms that know it. */
const homes = {
  '^(execa|dockerode|@kubernetes/client-node)$': ['adapters'],
  '^listr2$': ['views'],
  '^(commander|@commander-js/extra-typings)$': ['cli'],
  '^(yaml|js-yaml)$': ['config', 'manifest'],
  '^rfc6902$': ['config'],
  '^(tar-stream|picomatch|@balena/dockerignore)$': ['oci', 'inputs', 'lib', 'adapters'],
  '^diff$': ['lib', 'deployers'],
  '^p-limit$': ['lib'],
  '^node:(fs|fs/promises|child_process|net|tls|os|worker_threads)$': ['adapters'],
  '^node:https?$': ['adapters', 'servers'],
};

const tests = '\\.(test|cases|bench)\\.ts$';
const walls = Object.entries(may).map(([room, seen]) => ({
  name: `${room}-sees-only-its-floor`,
  comment: `src/${room} may import ${[room, ...seen].join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${room}/`, pathNot: tests },
  to: { path: '^src/', pathNot: `^src/(${[room, ...seen].join('|')})/` },
}));
const siblings = plugins.map((room) => ({
  name: `${room}-do-not-import-each-other`,
  severity: 'error',
  from: { path: `^src/${room}/([^/]+)`, pathNot: [tests, `^src/${room}/index\\.ts$`] },
  to: { path: '^src/config/' },
}));
const libraries = Object.entries(homes).map(([library, rooms]) => ({
  name: `home-of-${library.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, '')}`,
  comment: `Only ${rooms.join(', ')} may know ${library}.`,
  severity: 'error',
  from: { path: '^src/', pathNot: [`^src/(${rooms.join('|')}|cli)/`, tests] },
  to: {
    path: library.startsWith('^node:')
      ? library.replace('node:', '(node:)?')
      : `node_modules/(@types/)?${library.slice(1, -1)}(/|$)`,
  },
}));

export default {
  forbidden: [
    ...walls,
    ...siblings,
    ...libraries,
    { name: 'no-cycles', severity: 'error', from: { path: '^src/' }, to: { circular: true } },
    {
      name: 'zod-in-schema-files-only',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.schema\\.ts$', tests] },
      to: { path: 'node_modules/zod(/|$)' },
    },
    {
      name: 'schema-files-stay-out-of-the-run',
      comment: 'zod is loaded for rich errors only, by a dynamic import of config/explain; types are free.',
      severity: 'error',
      from: { path: '^src/', pathNot: ['\\.schema\\.ts$', tests, '^src/config/(issues|generate)'] },
      to: { path: '\\.schema\\.ts$', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'tests-are-for-tests',
      severity: 'error',
      from: { path: '^src/', pathNot: [tests, '^src/testing/'] },
      to: { path: `${tests}|^src/testing/` },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.json'],
    },
  },
};
