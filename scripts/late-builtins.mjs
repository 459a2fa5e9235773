/**
 * A rolldown plugin: what Node loads slowly is loaded when it is first used, not when the chunk is that mentions it.
 *
 *     let node_crypto = require("node:crypto");        const node_crypto = () => require("node:crypto");
 *     node_crypto.createHash("sha256")            →    (node_crypto()).createHash("sha256")
 *
 * The parentheses are for `new node_net.BlockList()`, which would call `new` on the loader.
 *
 * `render` of one file uses none of these, and loading them takes a tenth of its time. ESM has no form for it but
 * `import()`, which would make every function asynchronous that hashes a string.
 */

/** More than half a millisecond each, with what they load. */
const SLOW = ['child_process', 'crypto', 'http', 'https', 'net', 'stream', 'stream/promises', 'timers/promises', 'tls'];
const LOADED = new RegExp(`^(\\s*)(?:let|const) (\\w+) = require\\("(node:(?:${SLOW.join('|')}))"\\);$`, 'gm');

/** @returns The code of a chunk; a module that is used otherwise than as `name.member` is left as it was. */
function loadLate(code) {
  let late = code;
  for (const [statement, indent, name, builtin] of code.matchAll(LOADED)) {
    const rest = late.replace(statement, '');
    const uses = rest.match(new RegExp(`\\b${name}\\b`, 'g'))?.length ?? 0;
    const members = rest.match(new RegExp(`\\b${name}\\.(?=\\w)`, 'g'))?.length ?? 0;
    if (uses !== members) continue;
    late = late
      .replace(statement, () => `${indent}const ${name} = () => require("${builtin}");`)
      .replaceAll(new RegExp(`\\b${name}\\.(?=\\w)`, 'g'), () => `(${name}()).`);
  }
  return late;
}

export const lateBuiltins = { name: 'late-builtins', renderChunk: (code) => loadLate(code) };
