/**
 * Vitest's global setup of the end-to-end tests: builds the tools that are missing, starts every service once,
 * tells the tests where they are, and stops all of it after the last test, or when the run is interrupted.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { openRun } from './run.ts';
import { isMissing } from './service.ts';
import { type Services, startServices } from './services.ts';

declare module 'vitest' {
  interface ProvidedContext {
    services: Services;
  }
}

/** @returns The teardown. */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  // A tool that cannot be built is a missing service to the tests, so the exit code does not matter here.
  const tools = spawn(join(import.meta.dirname, 'install-tools.sh'), [], { stdio: ['ignore', 2, 2] });
  await once(tools, 'exit');

  const { run, close } = await openRun('e2e');
  try {
    const started = performance.now();
    const services = await startServices(run);
    project.provide('services', services);
    report(services, run.logs, performance.now() - started);
  } catch (error) {
    await close();
    throw error;
  }
  return close;
}

function report(services: Services, logs: string, ms: number): void {
  const missing = Object.entries(services).filter(([, service]) => isMissing(service));
  process.stderr.write(`services ready in ${(ms / 1000).toFixed(1)} s, logs in ${logs}\n`);
  for (const [name, service] of missing) process.stderr.write(`  without ${name}: ${service.missing}\n`);
}
