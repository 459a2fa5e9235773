/**
 * What an API server warns of beside an answer: a version that is deprecated, pods that a policy would refuse.
 *
 *     would violate PodSecurity "restricted:latest"   ─►   Deployment shop/web: would violate PodSecurity …
 *
 * Source: Kubernetes documentation, warnings.
 */
import { plainLine } from '../../lib/terminal-text.ts';
import { describeRef, type ObjectRef } from '../../live/object.ts';
import type { Answer } from './answer.ts';
import { hideSecretWords } from './secret-words.ts';

export type Warn = (answer: Answer, ref: ObjectRef, sent: string) => void;

/** @param tell Gets each warning of an object once, without values of Secrets. */
export function createWarn(tell: (message: string) => void): Warn {
  const told = new Set<string>();
  return ({ status, warnings = [] }, ref, sent) => {
    for (const warning of warnings) {
      const { text } = hideSecretWords({ status, text: JSON.stringify({ message: warning }) }, ref, sent);
      const message = plainLine(`${describeRef(ref)}: ${(JSON.parse(text) as { message: string }).message}`);
      if (told.has(message)) continue;
      told.add(message);
      tell(message);
    }
  };
}
