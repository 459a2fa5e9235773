/**
 * V8's compiled code, kept between runs: most of the start-up time is compiling the program anew.
 *
 *     require('./chunks/main-4f1c.cjs') ─► code of the last run, or compile ─► run ─► keep what was compiled
 *
 * Newer Node does this by itself. For Node 20 this file keeps a pack for each build and command: what the command
 * calls is in it, and no more has to be read. Our own chunks only: their names hold a hash of their content, which is
 * what tells one build's code from another's (V8 itself compares lengths only). The folder must be the user's own and
 * closed to others, because V8 runs what it finds there.
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
import { join, sep } from 'node:path';
import { type CodePack, formatCodePack, parseCodePack } from './code-pack.ts';
import { homeOf } from './home.ts';
import { linkChunks, type NodeLoader } from './link-chunks.ts';

export interface CodeCache {
  /** Keeps what was compiled in this run. Call it when the work is done, so that lazy functions are in it. */
  save(): void;
}

export interface CodeCacheRequest {
  /** The one of the program's first file. */
  readonly require: NodeJS.Require;
  /** Absolute path of the folder with our own files. */
  readonly programFolder: string;
  readonly env: NodeJS.ProcessEnv;
  /** What runs differ by that call different things. */
  readonly command: string;
}

/**
 * Runs whose code is kept after a new chunk was loaded: the first one compiles what the others do not call, as a build
 * does where later ones find their image in the cache.
 */
const LEARNING_RUNS = 4;
/** Counts them; no chunk has this name. */
const RUNS = 'runs';
const KEEP_MS = 30 * 24 * 3_600_000;
const NOTHING: CodeCache = { save: () => undefined };

export function openCodeCache({ require, programFolder, env, command }: CodeCacheRequest): CodeCache {
  if (env['NODE_DISABLE_COMPILE_CACHE'] !== undefined || require.main === undefined) return NOTHING;
  const loader = loaderOf(require, require.main);
  const folder = join(cacheHome(env), 'orchestrator', `code-${process.version}-${process.arch}`);
  if (!isOurs(folder)) return NOTHING;
  if (loader.enableCompileCache !== undefined) {
    loader.enableCompileCache(folder);
    return NOTHING;
  }
  let file = '';
  let kept: CodePack = new Map();
  const packOf = (first: string): CodePack => {
    file = join(folder, `${first}-${command}.bin`);
    kept = parseCodePack(readOr(file));
    return kept;
  };
  const links = linkChunks({ loader, require, chunks: join(programFolder, 'chunks') + sep, packOf });
  return {
    save() {
      const runs = links.isNew() ? 0 : (kept.get(RUNS)?.[0] ?? 0);
      if (runs >= LEARNING_RUNS) return;
      removeOld(folder);
      // What other runs of the command load stays.
      const compiled = [...links.scripts].map(([name, script]) => [name, script.createCachedData()] as const);
      writeOr(file, formatCodePack(new Map([...kept, ...compiled, [RUNS, Buffer.of(runs + 1)]])));
    },
  };
}

type Loader = NodeLoader & { enableCompileCache?(folder: string): unknown };

/** Of Node 20 without node:module, which takes a millisecond to load, and which only brings newer Node's own cache. */
const loaderOf = (require: NodeJS.Require, main: NodeJS.Module): Loader =>
  // Not in Node's types.
  (process.version.startsWith('v20.') ? main.constructor : require('node:module')) as Loader;

function readOr(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch {
    return Buffer.alloc(0);
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
