import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { parseReference } from './reference.ts';
import { applyDefaultRepo } from './rename.ts';

const sum = `sha256:${'8'.repeat(64)}`;
const ecr = 'aws_account_id.dkr.ecr.region.amazonaws.com';
const long = `gcr.io/${'a-long-part/'.repeat(19)}end`;

describe("Skaffold's table", () => {
  test.each([
    ['gcr.io/some/registry', 'gcr.io/default', undefined, 'gcr.io/default/gcr.io/some/registry'],
    ['gcr.io/some/registry', 'gcr.io/default', false, 'gcr.io/default/gcr.io/some/registry'],
    [
      'github.com/org/app',
      'us-central1-docker.pkg.dev/default',
      undefined,
      'us-central1-docker.pkg.dev/default/github.com/org/app',
    ],
    [
      'github.com/org/app',
      'us-central1-docker.pkg.dev/default',
      false,
      'us-central1-docker.pkg.dev/default/github.com/org/app',
    ],
    ['gcr.io/some/registry', '', undefined, 'gcr.io/some/registry'],
    ['gcr.io/default/registry', 'gcr.io/default', undefined, 'gcr.io/default/registry'],
    ['eu.gcr.io/project/registry', 'eu.gcr.io/project', undefined, 'eu.gcr.io/project/registry'],
    [
      'gcr.io/default/example/registry',
      'gcr.io/default/repository',
      undefined,
      'gcr.io/default/repository/example/registry',
    ],
    ['gcr.io/some/registry', ecr, undefined, `${ecr}/gcr_io_some_registry`],
    ['gcr.io/some/registry', ecr, true, `${ecr}/gcr.io/some/registry`],
    // Skaffold cuts after 255 characters, whatever is lost.
    [long, ecr, undefined, `${ecr}/${long.replace(/[/.]/g, '_').slice(0, 193)}-9bb0a70cbe66f227`],
    ['gcr.io/k8s-skaffold/skaffold-example', 'gcr.io/k8s-skaffold', undefined, 'gcr.io/k8s-skaffold/skaffold-example'],
    ['myrepo/skaffold-example', 'myrepo', undefined, 'myrepo/skaffold-example'],
    ['ko://example.com/cmd/app', 'gcr.io/default', undefined, 'gcr.io/default/example.com/cmd/app'],
    ['ko://example.com/cmd/app', 'myrepo', undefined, 'myrepo/example_com_cmd_app'],
    ['ko://example.com/cmd/app', 'myrepo', true, 'myrepo/example.com/cmd/app'],
    ['img:tag', 'gcr.io/default', undefined, 'gcr.io/default/img:tag'],
    [`img@${sum}`, 'gcr.io/default', undefined, `gcr.io/default/img@${sum}`],
    [`img:tag@${sum}`, 'gcr.io/default', undefined, `gcr.io/default/img:tag@${sum}`],
    ['my/app', 'registry.example.com/team', undefined, 'registry.example.com/team/my_app'],
    ['my/app', 'localhost:5000', undefined, 'localhost:5000/my_app'],
    ['my/app', 'gcr.io/project1/sub', undefined, 'gcr.io/project1/sub/my/app'],
    ['gcr.io/project1/x', 'gcr.io/project1/sub', undefined, 'gcr.io/project1/sub/x'],
    // Skaffold takes a project of fewer than six characters for none, and gives us-docker.pkg.dev/proj/repo/my_app.
    ['my/app', 'us-docker.pkg.dev/proj/repo', undefined, 'us-docker.pkg.dev/proj/repo/my/app'],
    [
      'gcr.io/project1/x',
      'us-docker.pkg.dev/project1/repo',
      undefined,
      'us-docker.pkg.dev/project1/repo/gcr.io/project1/x',
    ],
    ['Foo/Bar', 'gcr.io/project1', undefined, 'gcr.io/project1/foo/bar'],
  ])('%s in "%s" (folders: %s) is %s', (image, repo, multiLevel, name) => {
    expect(unwrap(applyDefaultRepo(image, repo, multiLevel))).toBe(name);
  });

  test('a text that is no image is an error', () => {
    expect(applyDefaultRepo('!!invalid!!', 'gcr.io/default', undefined)).toMatchObject({
      ok: false,
      problems: [{ code: 'IMAGE_REFERENCE_INVALID', message: expect.stringContaining('!!invalid!!') }],
    });
  });
});

test.each([
  ['gcr.io/project10/x', 'gcr.io/project1', 'gcr.io/project1/gcr.io/project10/x'],
  ['registry.test/teams/x', 'registry.test/team', 'registry.test/team/registry_test_teams_x'],
  ['myrepo', 'myrepo', 'myrepo/myrepo'],
  ['gcr.io/p/x', 'gcr.io/p/x', 'gcr.io/p/x'],
  ['gcr.io/p', 'gcr.io/p/sub', 'gcr.io/p/sub/gcr.io/p'],
  ['notgcr.io/some/x', 'notgcr.io.test/p', 'notgcr.io.test/p/notgcr_io_some_x'],
  ['x', 'Registry.Test:5000/team/', 'registry.test:5000/team/x'],
  ['localhost:5000/x', 'gcr.io/p', 'gcr.io/p/localhost_5000/x'],
  ['a:V1', 'gcr.io/p', 'gcr.io/p/a:V1'],
])('%s in %s is %s, where Skaffold compares letters only', (image, repo, name) => {
  expect(unwrap(applyDefaultRepo(image, repo, undefined))).toBe(name);
});

test('without a default repository nothing is read, nor put in lower case', () => {
  expect(unwrap(applyDefaultRepo('Foo/Bar', '', undefined))).toBe('Foo/Bar');
});

test.each([
  ['https://registry.test/team', /address/],
  ['registry.test/Team', /"Team"/],
  ['registry.test/team:v1', /"team:v1"/],
  ['/', /default repository "\/"/],
  [`registry.test/${'a'.repeat(240)}`, /too long/],
])('the default repository %s is refused', (repo, why) => {
  const image = 'gcr.io/some/image';
  expect(applyDefaultRepo(image, repo, undefined)).toMatchObject({
    ok: false,
    problems: [{ code: 'IMAGE_REFERENCE_INVALID', message: expect.stringMatching(why) }],
  });
});

test('two long names that differ after the cut stay two, and both fit', () => {
  const [one, two] = ['one', 'two'].map((end) => unwrap(applyDefaultRepo(`${long}/${end}`, 'myrepo', true)));
  expect(one).not.toBe(two);
  expect(one?.length).toBeLessThanOrEqual(255);
});

const part = fc.stringMatching(/^[a-z0-9]{1,40}(?:(?:\.|_|__|-+)[a-z0-9]{1,30})?$/);
const path = fc.array(part, { minLength: 1, maxLength: 6 }).map((parts) => parts.join('/'));
const registry = fc.constantFrom('', 'gcr.io/', 'eu.gcr.io/', 'us-docker.pkg.dev/', 'localhost:5000/', 'reg.test/');
const image = fc.tuple(registry, path, fc.constantFrom('', ':Tag')).map((parts) => parts.join(''));
const repo = fc.tuple(registry, path).map((parts) => parts.join(''));
const multiLevel = fc.constantFrom(undefined, true, false);

test('naming twice is naming once, and what comes out is a name that fits', () => {
  fc.assert(
    fc.property(image, repo, multiLevel, (text, where, folders) => {
      const once = applyDefaultRepo(text, where, folders);
      fc.pre(once.ok || where.length < 200);
      const name = unwrap(once);
      expect(applyDefaultRepo(name, where, folders)).toEqual(once);
      expect(unwrap(parseReference(name)).name.length).toBeLessThanOrEqual(Math.max(255, text.length));
      expect(name.startsWith(`${where}/`) || name === text).toBe(true);
    }),
  );
});
