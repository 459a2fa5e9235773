import { expect, test } from 'vitest';
import { callerOf, jobUrl } from './caller.ts';

test.each<[string, Record<string, string>, string | undefined]>([
  ['nothing', {}, undefined],
  ['GitLab', { CI_JOB_URL: 'https://gitlab.example/a/-/jobs/7' }, 'https://gitlab.example/a/-/jobs/7'],
  [
    'GitHub',
    { GITHUB_SERVER_URL: 'https://github.com', GITHUB_REPOSITORY: 'a/b', GITHUB_RUN_ID: '7' },
    'https://github.com/a/b/actions/runs/7',
  ],
  ['half of GitHub', { GITHUB_SERVER_URL: 'https://github.com' }, undefined],
  ['a login in it', { BUILD_URL: 'https://ann:secret@ci.example/7' }, 'https://ci.example/7'],
  ['what is no address', { BUILD_URL: 'javascript:alert(1)' }, undefined],
])('the page of a job: %s', (_, env, url) => {
  expect(jobUrl(env)).toBe(url);
});

test('a run has a user and a machine', () => {
  expect(callerOf({}).name).toMatch(/^[^@/]+@[^@/]+$/);
});
