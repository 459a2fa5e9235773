/** Texts as configs, as tests of several rooms resolve them: nobody asked for anything, and there is no environment. */
import { resolveConfig } from './resolve.ts';
import type { ConfigRequest, ResolvedConfig } from './resolved-config.ts';

export const OURS = 'apiVersion: orchestrator/v1\nkind: Config\n';
export const SKAFFOLD = 'apiVersion: skaffold/v4beta14\nkind: Config\n';

/** @param text With its head, {@link OURS} as a rule. */
export const resolveText = (text: string, more: Partial<ConfigRequest> = {}) =>
  resolveConfig({
    text,
    file: 'orchestrator.yaml',
    profiles: [],
    autoActivate: true,
    command: 'build',
    env: {},
    kubeContext: undefined,
    ...more,
  });

/** The same for a text that is sound. */
export async function soundConfig(text: string, more: Partial<ConfigRequest> = {}): Promise<ResolvedConfig> {
  const resolved = await resolveText(text, more);
  if (!resolved.ok) throw new Error(resolved.problems.map(({ message }) => message).join('\n'));
  return resolved.value;
}
