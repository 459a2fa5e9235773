/**
 * Loads our own chunks in Node's stead: `./chunks/main-4f1c.cjs` and what these require of each other.
 *
 * Node looks for each module in several folders, reads what packages say of it and resolves links; a chunk is the file
 * beside the one that asks for it, and a `render` loads twenty. Everything else, Node's own modules too, is Node's.
 */
import { readFileSync } from 'node:fs';
import { constants, Script } from 'node:vm';
import type { CodePack } from './code-pack.ts';

/** What Node keeps to itself, and all loaders of its kind rely on; stable in practice since Node 0.x. */
export interface NodeLoader {
  readonly _extensions: Record<string, (module: NodeJS.Module, filename: string) => void>;
  /** What comes before a module's text, and after it. */
  readonly wrapper: readonly string[];
  new (filename: string): NodeJS.Module;
}

export interface LinkRequest {
  readonly loader: NodeLoader;
  /** The one of the program's first file. */
  readonly require: NodeJS.Require;
  /** Absolute path of the folder with the chunks, with the separator at its end. */
  readonly chunks: string;
  /** Compiled code to take; asked once, for the name of the chunk that is loaded first. */
  readonly packOf: (first: string) => CodePack;
}

export interface Links {
  /** What was loaded, by its name. */
  readonly scripts: ReadonlyMap<string, Script>;
  /** Whether something had to be compiled. */
  readonly isNew: () => boolean;
}

export function linkChunks({ loader, require, chunks, packOf }: LinkRequest): Links {
  const scripts = new Map<string, Script>();
  const loaded = new Map<string, NodeJS.Module>();
  let pack: CodePack | undefined;
  let isNew = false;
  const folder = chunks.slice(0, -1);
  const [head = '', tail = ''] = loader.wrapper;
  // The build leaves ASCII only. Strings of one byte a character, made once: what is copied here is most of what lives.
  const readWrapped = (file: string): string =>
    Buffer.concat([Buffer.from(head), readFileSync(file), Buffer.from(tail)]).toString('latin1');

  const execute = (name: string, module: NodeJS.Module): void => {
    loaded.set(name, module);
    pack ??= packOf(name);
    const filename = chunks + name;
    const cachedData = pack.get(name);
    const script = new Script(readWrapped(filename), {
      filename,
      ...(cachedData !== undefined && { cachedData }),
      importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    scripts.set(name, script);
    if (cachedData === undefined || script.cachedDataRejected === true) isNew = true;
    script.runInThisContext().call(module.exports, module.exports, requireOf, module, filename, folder);
    module.loaded = true;
  };

  const load = (name: string): unknown => {
    const found = loaded.get(name);
    if (found !== undefined) return found.exports;
    const module = new loader(chunks + name);
    // Seen by who asks Node what is loaded.
    require.cache[module.id] = module;
    execute(name, module);
    return module.exports;
  };

  // Beside a chunk lie chunks; above it is the program's first file.
  const requireOf = Object.assign(
    (id: string): unknown => {
      if (id.startsWith('./')) return load(id.slice(2));
      return require(id.startsWith('../') ? id.slice(1) : id);
    },
    { cache: require.cache },
  );

  const usual = loader._extensions['.js'];
  loader._extensions['.cjs'] = (module, filename) =>
    filename.startsWith(chunks) ? execute(filename.slice(chunks.length), module) : usual?.(module, filename);
  return { scripts, isNew: () => isNew };
}
