/**
 * V8's compiled code, kept between runs: most of the start-up time is compiling the program anew.
 *
 *     require('./chunks/main-4f1c.cjs') ─► code of the last run, or compile ─► run ─► keep what was compiled
 *
 * Newer Node does this by itself. For Node 20 this file compiles our own chunks, and only these: their names hold a
 * hash of their content, which is what tells one build's code from another's (V8 itself compares lengths only). The
 * folder must be the user's own and closed to others, because V8 runs what it finds there.
 *
 * Best effort: whatever fails here costs time and nothing else. NODE_DISABLE_COMPILE_CACHE=1 switches it off.
 */
import {
  closeSync,
  fstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import nodeModule, { createRequire } from 'node:module';
import { basename, dirname, join, sep } from 'node:path';
import { constants, Script } from 'node:vm';
import { homeOf } from './home.ts';

/** What Node keeps to itself, and all loaders of its kind rely on. */
interface Loader {
  readonly _extensions: Record<string, (module: NodeJS.Module, filename: string) => void>;
  wrap(text: string): string;
  enableCompileCache?(folder: string): unknown;
}

export interface CodeCache {
  /** Keeps what was compiled in this run. Call it when the work is done, so that lazy functions are in it. */
  save(): void;
}

const KEEP_MS = 30 * 24 * 3_600_000;
const NOTHING: CodeCache = { save: () => undefined };

/** @param programFolder Absolute path of the folder with our own files. */
export function openCodeCache(programFolder: string, env: NodeJS.ProcessEnv): CodeCache {
  if (env['NODE_DISABLE_COMPILE_CACHE'] !== undefined) return NOTHING;
  // Not in Node's types: the members above are stable in practice since Node 0.x.
  const loader = nodeModule as unknown as Loader;
  const folder = join(cacheHome(env), 'orchestrator', `code-${process.version}-${process.arch}`);
  if (!isOurs(folder)) return NOTHING;
  if (loader.enableCompileCache !== undefined) {
    loader.enableCompileCache(folder);
    return NOTHING;
  }
  return hook(loader, join(programFolder, 'chunks') + sep, folder);
}

function hook(loader: Loader, chunks: string, folder: string): CodeCache {
  const compiled: { readonly script: Script; readonly file: string }[] = [];
  const usual = loader._extensions['.js'];
  loader._extensions['.cjs'] = (module, filename) => {
    if (!filename.startsWith(chunks)) return usual?.(module, filename);
    const file = join(folder, `${basename(filename)}.bin`);
    const cachedData = readOr(file);
    const script = new Script(loader.wrap(readFileSync(filename, 'utf8')), {
      filename,
      ...(cachedData !== undefined && { cachedData }),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    if (cachedData === undefined || script.cachedDataRejected === true) compiled.push({ script, file });
    script
      .runInThisContext()
      .call(module.exports, module.exports, createRequire(filename), module, filename, dirname(filename));
    return undefined;
  };
  return {
    save() {
      if (compiled.length > 0) removeOld(folder);
      for (const { script, file } of compiled) writeOr(file, script.createCachedData());
    },
  };
}

function readOr(file: string): Buffer | undefined {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

function writeOr(file: string, data: Buffer): void {
  const temp = `${file}.${process.pid}.tmp`;
  try {
    writeFileSync(temp, data, { mode: 0o600, flag: 'wx' });
    renameSync(temp, file);
  } catch {
    rmSync(temp, { force: true });
  }
}

/** What other versions of the program left; a file that is still used is written anew once. */
function removeOld(folder: string): void {
  try {
    for (const name of readdirSync(folder)) {
      const file = join(folder, name);
      if (Date.now() - statSync(file).mtimeMs > KEEP_MS) rmSync(file, { force: true });
    }
  } catch {
    // Another process may be doing the same.
  }
}

/** Makes the folder where it is not there; false where anybody else owns it or may write to it. */
function isOurs(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const handle = openSync(folder, 'r');
    try {
      const { uid, mode } = fstatSync(handle);
      return uid === process.getuid?.() && (mode & 0o022) === 0;
    } finally {
      closeSync(handle);
    }
  } catch {
    return false;
  }
}

function cacheHome(env: NodeJS.ProcessEnv): string {
  const home = homeOf(env);
  return (
    env['XDG_CACHE_HOME'] || (process.platform === 'darwin' ? join(home, 'Library', 'Caches') : join(home, '.cache'))
  );
}
