/** Which view shows the run: `--progress`, and where it says auto, what standard error is. */
import { explain } from '../errors/explain.ts';
import type { View } from '../events/bus.ts';
import { createTails } from '../views/tail.ts';
import type { FlagValues } from './flags.ts';
import type { Host } from './host.ts';

export interface ChosenView {
  readonly view: View;
  /** Resolves when all has been written. */
  closed(): Promise<void>;
}

export async function chooseView(
  flags: FlagValues,
  host: Pick<Host, 'stderr' | 'env' | 'terminal'>,
): Promise<ChosenView> {
  const write = (line: string): void => void host.stderr.write(`${line}\n`);
  const asked = flags.quiet === true && flags.progress === 'auto' ? 'none' : (flags.progress ?? 'auto');
  // A terminal without a width is one that nobody looks at.
  const isPlain =
    !host.stderr.isTTY || host.stderr.columns === 0 || host.env['CI'] !== undefined || host.env['TERM'] === 'dumb';
  switch (asked === 'auto' ? (isPlain ? 'plain' : 'list') : asked) {
    case 'json':
      return still((await import('../views/json-lines.ts')).createJsonLinesView(write));
    case 'list':
      return (await import('../views/list.ts')).createListView(host.terminal());
    case 'none':
      return still(createErrorView(write));
    default:
      return still((await import('../views/plain.ts')).createPlainView(write));
  }
}

const still = (view: View): ChosenView => ({ view, closed: async () => undefined });

/** Says nothing until something failed. */
function createErrorView(write: (line: string) => void): View {
  const tails = createTails();
  return (event) => {
    tails.add(event);
    if (event.type !== 'run.finished') return;
    for (const line of [...tails.failed(), ...explain(event.problems)]) write(line);
  };
}
