/**
 * How a test gets at the services:
 *
 *     const services = inject('services');                     // from vitest
 *     test('pushes', async (context) => {
 *       const registry = requireService(services.registry, context);
 *       const folder = await createFolder({ Dockerfile: 'FROM busybox:1.36\n' });
 */
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { inject, onTestFinished, type TestContext } from 'vitest';
import { isMissing, type Service } from './service.ts';
// Brings the type of `inject('services')` along.
import type {} from './setup.ts';

/**
 * The service, or the end of the test: skipped with the reason; failed under `CI=true`, or where the
 * service's program is there and would not start.
 */
export function requireService<Facts extends object>(
  service: Service<Facts>,
  context: Pick<TestContext, 'skip'>,
): Facts {
  if (!isMissing(service)) return service;
  if (service.broken || process.env['CI'] === 'true') throw new Error(service.missing);
  return context.skip(service.missing);
}

/**
 * A folder of the test's own, with these files in it (path → content). It goes away with the test, and with the
 * run where the test is killed.
 */
export async function createFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): Promise<string> {
  const folder = await mkdtemp(join(inject('services').folders.temporary, 'test-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return folder;
}
