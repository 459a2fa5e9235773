/** A mistake on the command line, told in the way that was asked for: the flags that say so may stand beside it. */
import { recordOf } from '../errors/explain.ts';
import type { Problem } from '../errors/problem.ts';
import { createBus } from '../events/bus.ts';
import type { FlagValues } from './flags.ts';
import type { Host } from './host.ts';
import { chooseView } from './view.ts';

/** @returns What standard output gets. */
export async function tellEarly(problems: readonly Problem[], argv: readonly string[], host: Host): Promise<string> {
  const asked = answerFlags(argv, host.env);
  // Nothing has run, so that there is nothing for a list to show.
  const view = await chooseView({ progress: asked.progress === 'json' ? 'json' : 'none' }, host);
  const emit = createBus([view.view], () => new Date());
  emit({ type: 'run.finished', outcome: 'failed', durationMs: 0, problems });
  await view.closed();
  return asked.format === 'json' ? formatRecord(false, { problems: problems.map(recordOf) }) : '';
}

/** What `--format json` prints. */
export const formatRecord = (ok: boolean, record: object | undefined): string =>
  `${JSON.stringify({ ok, ...record }, undefined, 2)}\n`;

/** The flags that say how to answer, however wrong the other words are. */
export function answerFlags(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Pick<FlagValues, 'format' | 'progress'> {
  const end = argv.indexOf('--');
  const words = end === -1 ? argv : argv.slice(0, end);
  const said = (name: string): string | undefined => {
    const at = words.findLastIndex((word) => word === `--${name}` || word.startsWith(`--${name}=`));
    const word = words[at];
    if (word === undefined) return env[`ORCHESTRATOR_${name.toUpperCase()}`] ?? env[`SKAFFOLD_${name.toUpperCase()}`];
    return word === `--${name}` ? words[at + 1] : word.slice(name.length + 3);
  };
  return Object.fromEntries(
    (['format', 'progress'] as const).flatMap((name) => {
      const value = said(name);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
