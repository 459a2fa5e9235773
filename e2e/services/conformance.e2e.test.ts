/** Proves that the conformance suite runs, sees failures, and that olareg is a registry to compare with. */
import { expect, inject, onTestFinished, test } from 'vitest';
import { runConformance } from './conformance.ts';
import { startOlareg } from './olareg.ts';
import { createFolder, requireService } from './provided.ts';
import { openRun } from './run.ts';

const services = inject('services');

test('olareg passes every check of the released specification', async (context) => {
  const { program } = requireService(services.conformance, context);
  const { host } = requireService(services.olareg, context);
  const result = await runConformance({ program, host, folder: await createFolder(), scope: '1.1' });
  expect(result).toEqual({ total: 858, skipped: 2, disabled: 2, failed: [] });
});

test('olareg passes everything that the suite knows, with nothing switched off', async (context) => {
  const { program } = requireService(services.conformance, context);
  requireService(services.olareg, context);
  const { run, close } = await openRun('sparse', services.folders.logs);
  onTestFinished(close);
  const { facts } = await startOlareg(run, { flags: ['--api-sparse-image', '--api-sparse-index'] });
  const result = await runConformance({ program, host: facts.host, folder: await createFolder(), scope: 'everything' });
  expect(result).toEqual({ total: 1028, skipped: 2, disabled: 0, failed: [] });
});

test('the suite names what docker-registry 2.8 does not do', async (context) => {
  const { program } = requireService(services.conformance, context);
  const { host } = requireService(services.registry, context);
  const { failed } = await runConformance({ program, host, folder: await createFolder(), scope: '1.1' });
  expect(failed.length).toBeGreaterThan(0);
});
