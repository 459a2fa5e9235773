/** The machine that the program runs on: files, processes, the clock. */
import type { System } from '../../ports/system.ts';
import { createClock } from './clock.ts';
import { createFiles } from './files.ts';
import { createProcesses } from './processes.ts';

export const createSystem = (): System => ({
  files: createFiles(),
  processes: createProcesses(),
  clock: createClock(),
});
