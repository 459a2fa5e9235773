/** Who runs this, for others who want the same set: the user, the machine, and in CI the page of the job. */
import { hostname, userInfo } from 'node:os';
import type { Caller } from '../pipeline/cluster/lease.ts';

type Env = Readonly<Record<string, string>>;

export const callerOf = (env: Env): Caller => ({ name: `${userOf(env)}@${hostname()}`, run: jobUrl(env) });

/** A container may run as a user that has no name. */
function userOf({ USER: said }: Env): string {
  try {
    return userInfo().username;
  } catch {
    return said === undefined || said === '' ? 'somebody' : said;
  }
}

/** As GitLab, Jenkins, Buildkite, CircleCI and GitHub say it; without a login that may be in it. */
export function jobUrl(env: Env): string | undefined {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  const github = server && repository && run && `${server}/${repository}/actions/runs/${run}`;
  const names = ['CI_JOB_URL', 'BUILD_URL', 'BUILDKITE_BUILD_URL', 'CIRCLE_BUILD_URL'] as const;
  const said = [...names.map((name) => env[name]), github].find((one) => /^https?:\/\/\S+$/.test(one ?? ''));
  if (said === undefined || said === '' || !URL.canParse(said)) return undefined;
  const url = new URL(said);
  url.username = '';
  url.password = '';
  return url.href;
}
