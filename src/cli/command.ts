/** What a command is: flags in, one call into the pipeline, a result out. It never prints and never exits. */
import type { FlagValues } from './flags.ts';
import type { Wiring } from './wiring.ts';

export interface Invocation {
  readonly flags: FlagValues;
  /** What stands behind the command; one, or several where it takes a list. */
  readonly args: readonly string[];
  readonly wiring: Wiring;
  /** The program's own. */
  readonly version: string;
}

export interface CommandResult {
  /** What `--format text` prints on standard output, byte for byte; empty prints nothing. */
  readonly text: string;
  /** What `--format json` prints instead. */
  readonly record: object;
  /** 1 means "changes found"; 0 where a signal is how the command ends. Else it is 0, or the signal's. */
  readonly exitCode?: 0 | 1 | 7;
}

export interface Command {
  run(invocation: Invocation): Promise<CommandResult>;
}
