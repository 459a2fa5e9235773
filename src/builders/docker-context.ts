/**
 * The build context for the engine's API: one tar of what the rules keep.
 *
 * The engine reads `.dockerignore` once more, to take the Dockerfile and that file itself out of the context again.
 * Where it would read other rules than ours, it gets rules that say the same of these two.
 * Source: moby `builder/remotecontext/detect.go`, `removeDockerfile`; docker/cli, `AddDockerfileToBuildContext`.
 */
import { contextTar, findEscapingLinks } from '../inputs/context-entries.ts';
import { createDockerIgnore } from '../inputs/docker-ignore.ts';
import type { TreeEntry } from '../ports/tree.ts';
import type { BuildContext } from './builder.ts';
import type { DockerSource } from './docker-source.ts';

export interface DockerContext {
  readonly tar: AsyncIterable<Uint8Array>;
  /** Path of the Dockerfile in it. */
  readonly dockerfile: string;
  /** What a user may miss in it, one sentence each. */
  readonly warnings: readonly string[];
}

const IGNORE = '.dockerignore';
/** Where a Dockerfile is put that is not the one of the context; hidden from COPY again. */
const GUEST = '.orchestrator.Dockerfile';

/** @param text What the engine is to build; absent: what the Dockerfile says. */
export async function openContext(
  given: DockerSource,
  contextDir: string,
  { tree, signal }: Pick<BuildContext, 'tree' | 'signal'>,
  text = given.text,
): Promise<DockerContext> {
  const source = text === given.text ? given : withText(given, text);
  const dockerfile = source.dockerfileInContext ?? GUEST;
  const decide = withAlways(source, [dockerfile, IGNORE]);
  const walked = await tree.walk(contextDir, { decide, signal });
  // Docker's own client leaves these out too: a stray socket is no reason to fail.
  const entries = walked.filter(({ kind }) => kind !== 'other');
  const tar = contextTar(entries, {
    open: (entry: TreeEntry, inner) => tree.read(contextDir, entry, inner),
    extra: extraFiles(source, dockerfile, entries),
    signal,
  });
  const warnings = [
    ...findEscapingLinks(entries).map(({ path }) => `"${path}" links out of the context; nothing behind it is sent`),
    ...walked.flatMap(({ path, kind }) =>
      kind === 'other' ? [`"${path}" is a socket, a FIFO or a device, and not sent`] : [],
    ),
  ];
  return { tar, dockerfile, warnings };
}

/** COPY may take the Dockerfile along, and that is the user's: another text is a guest, unless nobody can see it. */
function withText(source: DockerSource, text: string): DockerSource {
  const { dockerfileInContext: own, rules } = source;
  const isHidden = own !== undefined && !rules(own, 'file').keep;
  return { ...source, text, dockerfileInContext: isHidden ? own : undefined, isOtherText: true };
}

/** Two files are needed whatever the rules say, and the folders on the way to them. */
const withAlways =
  ({ rules }: DockerSource, always: readonly string[]): DockerSource['rules'] =>
  (path, kind) => {
    const { keep, descend } = rules(path, kind);
    return {
      keep: keep || always.includes(path),
      descend: descend || always.some((one) => one.startsWith(`${path}/`)),
    };
  };

function extraFiles(source: DockerSource, dockerfile: string, entries: readonly TreeEntry[]) {
  // A Dockerfile behind a link is sent as what it says.
  const isWalked =
    source.isOtherText !== true && entries.some(({ path, kind }) => path === dockerfile && kind === 'file');
  const rules = rulesForEngine(source, dockerfile);
  return {
    ...(isWalked ? {} : { [dockerfile]: Buffer.from(source.text) }),
    ...(rules === undefined ? {} : { [IGNORE]: Buffer.from(rules) }),
  };
}

/** Undefined where the engine decides as we do by the file that is there, or without one: COPY may take it along. */
function rulesForEngine({ rules, contextIgnore, dockerfileInContext }: DockerSource, dockerfile: string) {
  const isHidden = (path: string): boolean => !rules(path, 'file').keep;
  const hides = [
    [dockerfile, dockerfileInContext === undefined || isHidden(dockerfile)],
    [IGNORE, contextIgnore === undefined || isHidden(IGNORE)],
  ] as const;
  const theirs = createDockerIgnore(contextIgnore ?? '');
  const isSame = hides.every(([path, isAway]) => theirs.ok && theirs.value(path, 'file').keep !== isAway);
  if (contextIgnore === undefined ? !hides[0][1] : isSame) return undefined;
  const lines = hides.map(([path, isAway]) => (isAway ? path : `!${path}`));
  return `${contextIgnore === undefined ? '' : `${contextIgnore}\n`}${lines.join('\n')}\n`;
}
