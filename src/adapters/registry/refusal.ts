/** What a registry's refusal means, in our words and with the registry's code. */
import { OrchestratorError, type ProblemCode } from '../../errors/problem.ts';
import { parseRegistryErrors } from '../../oci/registry-error.ts';
import { readAll } from './read-all.ts';
import { type Secrets, showUrl } from './secrets.ts';
import type { Answer } from './transport.ts';

const MAX_BYTES = 65_536;

/**
 * The error for an answer that is not the hoped-for one; reads its body.
 *
 * @param what What was asked, e.g. `push of team/api:1`.
 */
export async function refusal(
  answer: Answer,
  host: string,
  what: string,
  secrets: Pick<Secrets, 'clean'>,
): Promise<OrchestratorError> {
  const errors = parseRegistryErrors(await readText(answer));
  const said = errors.map(({ code, message }) =>
    [code, secrets.clean(message)].filter((part) => part !== '').join(' '),
  );
  const detail = said.length > 0 ? ` (${said.join('; ')})` : '';
  return new OrchestratorError({
    code: errors.some(({ code }) => code === 'DIGEST_INVALID') ? 'DIGEST_MISMATCH' : codeOf(answer.status),
    message: `registry ${host} refuses the ${what} with status ${answer.status}${detail}`,
  });
}

/** For an HTML page where a registry was asked: the login page of a guest network, or a web site. */
export const notARegistry = (host: string, url: string): OrchestratorError =>
  new OrchestratorError({
    code: 'REGISTRY_FAILED',
    message: `${host} is not a registry: got HTML from ${showUrl(url)}`,
    hint: 'A guest network may want a login in the browser first; or the name is that of a web site.',
  });

function codeOf(status: number): ProblemCode {
  if (status === 401) return 'REGISTRY_UNAUTHORIZED';
  if (status === 403) return 'REGISTRY_DENIED';
  if (status === 404) return 'REGISTRY_NOT_FOUND';
  if (status === 429) return 'REGISTRY_LIMITED';
  return 'REGISTRY_FAILED';
}

async function readText(answer: Answer): Promise<string> {
  try {
    return (await readAll(answer, MAX_BYTES))?.toString('utf8') ?? '';
  } catch {
    // The status is what counts; a body that broke off adds nothing.
    return '';
  }
}
