/** What the program needs of its process, with outputs that are quick to open. */
import { type Output, openOutput } from './output.ts';

export type Host = Pick<NodeJS.Process, 'stdin' | 'env' | 'cwd' | 'on' | 'off' | 'exit' | 'platform' | 'hrtime'> & {
  readonly stdout: Output;
  readonly stderr: Output;
  /** Standard error as Node has it, for what draws. */
  terminal(): NodeJS.WriteStream;
};

export const hostOf = (process: NodeJS.Process, stdout: Output): Host => ({
  stdout,
  stderr: openOutput(2, () => process.stderr),
  terminal: () => process.stderr,
  get stdin() {
    return process.stdin;
  },
  env: process.env,
  platform: process.platform,
  hrtime: process.hrtime,
  cwd: () => process.cwd(),
  on: process.on.bind(process),
  off: process.off.bind(process),
  exit: (code) => process.exit(code),
});
