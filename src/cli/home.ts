/** The user's home folder. */
import { homedir } from 'node:os';

/** A user without a name, as in many a container, and without HOME has none: below a device nothing is found, nor made. */
export function homeOf(env: Readonly<Record<string, string | undefined>>): string {
  if (env['HOME']) return env['HOME'];
  try {
    return homedir();
  } catch {
    return '/dev/null';
  }
}
