/** What a command is: flags in, one call into the pipeline, a result out. It never prints and never exits. */
import type { FlagValues } from './flags.ts';
import type { Wiring } from './wiring.ts';

export interface Invocation {
  readonly flags: FlagValues;
  readonly argument: string | undefined;
  readonly wiring: Wiring;
  /** The program's own. */
  readonly version: string;
}

export interface CommandResult {
  /** What `--format text` prints on standard output, byte for byte; empty prints nothing. */
  readonly text: string;
  /** What `--format json` prints instead. */
  readonly record: object;
  /** Where a signal is how the command ends; else it is 0, or the signal's. */
  readonly exitCode?: 0;
}

export interface Command {
  run(invocation: Invocation): Promise<CommandResult>;
}
