/**
 * How a test gets at the services:
 *
 *     const services = inject('services');                     // from vitest
 *     test('pushes', async (context) => {
 *       const registry = requireService(services.registry, context);
 */
import type { TestContext } from 'vitest';
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
