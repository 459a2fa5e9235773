import { createHash } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { OrchestratorError } from '../errors/problem.ts';
import { digestOf } from '../image/digest.ts';
import type { InputSet } from '../inputs/input-set.ts';
import type { FileDigests } from '../ports/file-digests.ts';
import type { Git, GitState, GitVariant } from '../ports/git.ts';
import type { Files } from '../ports/system.ts';
import { chooseTagger } from './index.ts';
import type { TagPolicySpec } from './tag-policy.schema.ts';
import type { TagJob, TagPorts } from './tagger.ts';

/** A machine whose files and git are given; whatever else is asked of it is a bug of the test. */
interface Machine {
  readonly git?: Readonly<Partial<Record<GitVariant, GitState>>>;
  readonly files?: Readonly<Record<string, { readonly text: string; readonly mode?: number; readonly link?: string }>>;
}

function portsOf({ git = {}, files = {} }: Machine): TagPorts {
  const file = (path: string) => files[path] ?? { text: `no ${path}`, link: undefined, mode: undefined };
  const used: Pick<Files, 'readLink'> = { readLink: async (path) => file(path).link ?? '' };
  const fileDigests: Pick<FileDigests, 'read'> = {
    read: async (paths) =>
      paths.map((path) => ({
        digest: digestOf(file(path).text),
        executable: ((file(path).mode ?? 0o644) & 0o100) !== 0,
      })),
  };
  const clock = { now: () => new Date(Date.UTC(2026, 7, 11, 7, 30, 0, 250)) };
  const system = { files: used, clock } as unknown as TagPorts['system']; // only what taggers may use
  const state: Git['state'] = async (_folder, variant) => git[variant];
  return { system, git: { state }, fileDigests, signal: new AbortController().signal };
}

const jobOf = (inputs: readonly InputSet[] = [{ files: [], values: {} }]): TagJob => ({
  artifact: 'team/web',
  contextDir: '/project/web',
  env: {},
  expand: (template, words) => template.replace(/\{\{\.(\w+)\}\}/g, (_, name: string) => words[name] ?? '<no value>'),
  inputs: async () => inputs,
  ownOutputs: [],
});

const tagBy = (policy: TagPolicySpec | undefined, machine: Machine = {}, job = jobOf()) =>
  chooseTagger(policy).tag(job, portsOf(machine));
const failure = (message: RegExp) => ({
  ok: false,
  problems: [{ code: 'TAG_FAILED', message: expect.stringMatching(message) }],
});

describe('gitCommit', () => {
  const clean = (ref: string): Machine => ({ git: { Tags: { ref, dirty: false } } });
  const dirty: Machine = { git: { Tags: { ref: 'eefe1b9', dirty: true } } };

  test.each<[string, TagPolicySpec, Machine, string]>([
    ['a tag and a commit', { gitCommit: {} }, clean('v1-1-g3cec6b9'), 'v1-1-g3cec6b9'],
    ['settings left out', { gitCommit: null }, clean('v1'), 'v1'],
    ['changes', { gitCommit: {} }, dirty, 'eefe1b9-dirty'],
    ['changes that do not count', { gitCommit: { ignoreChanges: true } }, dirty, 'eefe1b9'],
    ['a prefix', { gitCommit: { prefix: 'main-' } }, dirty, 'main-eefe1b9-dirty'],
    [
      'a branch in any spelling of the variant',
      { gitCommit: { variant: 'bRANCHES' } },
      { git: { Branches: { ref: 'x', dirty: false } } },
      'x',
    ],
  ])('%s', async (_, policy, machine, tag) => {
    expect(await tagBy(policy, machine)).toMatchObject({ ok: true, value: { tag } });
  });

  test.each([
    ['v/2', 'v_2'],
    ['.-x', '__x'],
    ['größe', 'gr__e'],
    ['a'.repeat(130), 'a'.repeat(128)],
  ])('%s becomes %s, and that is told', async (ref, tag) => {
    const notice = expect.stringContaining(ref);
    expect(await tagBy({ gitCommit: {} }, clean(ref))).toEqual({ ok: true, value: { tag, notice } });
  });

  test('a name that is too long leaves room for prefix and -dirty', async () => {
    const machine: Machine = { git: { Tags: { ref: 'a'.repeat(128), dirty: true } } };
    const tag = `p-${'a'.repeat(120)}-dirty`;
    expect(await tagBy({ gitCommit: { prefix: 'p-' } }, machine)).toMatchObject({ ok: true, value: { tag } });
  });

  test.each<[string, TagPolicySpec, Machine, RegExp]>([
    ['an unknown variant', { gitCommit: { variant: 'Sha' } }, clean('v1'), /"Sha" is not one of Tags, CommitSha/],
    ['no git where it is asked for', { gitCommit: {} }, {}, /"\/project\/web" is in no git work tree/],
    ['a prefix that no tag has', { gitCommit: { prefix: 'a/' } }, clean('v1'), /has "\/" at character 2/],
  ])('%s is a failure that names the artifact', async (_, policy, machine, message) => {
    expect(await tagBy(policy, machine)).toMatchObject(failure(message));
    expect(await tagBy(policy, machine)).toMatchObject(failure(/^team\/web: /));
  });
});

test('without a policy git gives the tag, and without git the inputs do, with a notice', async () => {
  expect(await tagBy(undefined, { git: { Tags: { ref: 'v1', dirty: false } } })).toEqual({
    ok: true,
    value: { tag: 'v1' },
  });
  expect(await tagBy({}, {})).toMatchObject({
    ok: true,
    value: { tag: expect.stringMatching(/^[0-9a-f]{64}$/), notice: expect.stringContaining('inputs') },
  });
});

test('a policy with two taggers is a failure', async () => {
  expect(await tagBy({ sha256: null, gitCommit: {} })).toMatchObject(failure(/gitCommit and sha256/));
});

test('sha256 is always latest', async () => {
  expect(await tagBy({ sha256: null })).toEqual({ ok: true, value: { tag: 'latest' } });
});

test.each<[string, TagPolicySpec, string | RegExp]>([
  ["Skaffold's layout", { dateTime: { timezone: 'Europe/Berlin' } }, '2026-08-11_09-30-00.25_CEST'],
  ['another layout', { dateTime: { format: '20060102', timezone: 'UTC' } }, '20260811'],
  ['no zone by its Go name', { dateTime: { format: '15', timezone: '' } }, '07'],
  ['an unknown zone', { dateTime: { timezone: 'Mars' } }, /"Mars" is no time zone/],
  [
    'a character that no tag has',
    { dateTime: { format: '15:04', timezone: 'UTC' } },
    /"07:30", which has ":" at character 3/,
  ],
  ['a zone without letters', { dateTime: { timezone: 'Asia/Dubai' } }, /has "\+"/],
])('dateTime with %s', async (_, policy, expected) => {
  expect(await tagBy(policy)).toMatchObject(
    typeof expected === 'string' ? { ok: true, value: { tag: expected } } : failure(expected),
  );
});

describe('templates', () => {
  test.each<[string, TagPolicySpec, string | RegExp]>([
    ['a word', { envTemplate: { template: 'v-{{.NAME}}' } }, /names something that has no value/],
    ['a text', { envTemplate: { template: 'v1' } }, 'v1'],
    ['the image', { envTemplate: { template: '{{.IMAGE_NAME}}' } }, /a tag that has "\/" at character 5/],
    ['nothing', { envTemplate: { template: '' } }, /a tag that is empty/],
    ['built-ins', { customTemplate: { template: '{{.GIT}}_{{.SHA}}' } }, 'v1_latest'],
    [
      'own components',
      {
        customTemplate: {
          template: '{{.A}}-{{.GIT}}',
          components: [
            { name: 'A', dateTime: { format: '2006', timezone: 'UTC' } },
            { name: 'GIT', sha256: null },
          ],
        },
      },
      '2026-latest',
    ],
    [
      'a component that fails and is not named',
      { customTemplate: { template: '{{.SHA}}', components: [{ name: 'B', gitCommit: { variant: 'x' } }] } },
      'latest',
    ],
    [
      'a component that fails',
      { customTemplate: { template: '{{.B}}', components: [{ name: 'B', gitCommit: { variant: 'x' } }] } },
      /"x" is not one of/,
    ],
    [
      'a component without a tagger',
      { customTemplate: { template: '{{.B}}', components: [{ name: 'B' }] } },
      /no tagger/,
    ],
    ['an unknown component', { customTemplate: { template: '{{.NOPE}}' } }, /no value/],
    [
      'a component twice',
      {
        customTemplate: {
          template: 'x',
          components: [
            { name: 'B', sha256: null },
            { name: 'B', sha256: null },
          ],
        },
      },
      /names "B" twice/,
    ],
  ])('of %s', async (_, policy, expected) => {
    expect(await tagBy(policy, { git: { Tags: { ref: 'v1', dirty: false } } })).toMatchObject(
      typeof expected === 'string' ? { ok: true, value: { tag: expected } } : failure(expected),
    );
  });

  const throwing = (code: 'TEMPLATE_INVALID' | 'TEMPLATE_COMMAND_REFUSED'): TagJob => ({
    ...jobOf(),
    expand: () => {
      throw new OrchestratorError({ code, message: 'unexpected "}"' });
    },
  });

  test('a template that cannot be read is a failure with its cause', async () => {
    const result = await tagBy({ envTemplate: { template: '{{' } }, {}, throwing('TEMPLATE_INVALID'));
    expect(result).toMatchObject({ problems: [{ code: 'TAG_FAILED', because: [{ code: 'TEMPLATE_INVALID' }] }] });
  });

  test('a command that is refused stays refused', async () => {
    const refused = tagBy({ envTemplate: { template: '{{cmd}}' } }, {}, throwing('TEMPLATE_COMMAND_REFUSED'));
    await expect(refused).rejects.toThrow('TEMPLATE_COMMAND_REFUSED');
  });

  test.each<[string, TagPolicySpec | undefined, Machine, boolean]>([
    ['inputDigest', { inputDigest: null }, {}, true],
    ['a template over inputs', { customTemplate: { template: '{{.INPUT_DIGEST}}' } }, {}, true],
    ['a template over git', { customTemplate: { template: '{{.GIT}}' } }, {}, false],
    ['no policy without git', undefined, {}, true],
    ['no policy with git', undefined, { git: { Tags: { ref: 'v1', dirty: false } } }, false],
  ])('%s: whether the tag waits for the inputs', async (_, policy, machine, waits) => {
    expect(await chooseTagger(policy).readsInputs(jobOf(), portsOf(machine))).toBe(waits);
  });
});

describe('a failure has the place of what is wrong in the policy', () => {
  const nope = '{{.NOPE}}';
  test.each<[string, TagPolicySpec, string]>([
    ['a template', { envTemplate: { template: nope } }, 'envTemplate.template'],
    ['a tagger', { gitCommit: {} }, 'gitCommit'],
    ['a time zone', { dateTime: { timezone: 'Mars' } }, 'dateTime.timezone'],
    ['a template of templates', { customTemplate: { template: nope } }, 'customTemplate.template'],
    [
      'a component',
      { customTemplate: { template: '{{.A}}', components: [{ name: 'A', envTemplate: { template: nope } }] } },
      'customTemplate.components.0.envTemplate.template',
    ],
    ['a component that is there already', { customTemplate: { template: '{{.GIT}}' } }, 'customTemplate.template'],
  ])('%s', async (_, policy, place) => {
    const placeOf = (path: readonly (string | number)[]) => ({ file: path.join('.'), text: '', start: 0, end: 0 });
    expect(await tagBy(policy, {}, { ...jobOf(), placeOf })).toMatchObject({
      ok: false,
      problems: [{ code: 'TAG_FAILED', at: { file: place } }],
    });
  });
});

describe('inputDigest', () => {
  const sets = (folder: string, values: Readonly<Record<string, string>> = {}): readonly InputSet[] => [
    {
      files: [
        { path: `${folder}/a`, name: 'a', kind: 'file' },
        { path: `${folder}/l`, name: 'l', kind: 'link' },
      ],
      values,
    },
    { files: [{ path: `${folder}/b`, name: 'b', kind: 'file' }], values: {} },
  ];
  const machine = (folder: string, a: { readonly text: string; readonly mode?: number }, link = 'a'): Machine => ({
    files: { [`${folder}/a`]: a, [`${folder}/b`]: { text: 'b' }, [`${folder}/l`]: { text: '', link } },
  });
  const digest = async (given: Machine, inputs: readonly InputSet[]) => {
    const result = await tagBy({ inputDigest: null }, given, jobOf(inputs));
    return result.ok ? result.value.tag : '';
  };

  test('is the sha256 that its description says', async () => {
    const sha = (text: string): string => createHash('sha256').update(text).digest('hex');
    const own = `sha256:${sha(
      JSON.stringify([
        [
          ['file', 'a', true, `sha256:${sha('x')}`],
          ['link', 'l', 'a'],
        ],
        [['k', 'v']],
      ]),
    )}`;
    const other = `sha256:${sha(JSON.stringify([[['file', 'b', false, `sha256:${sha('b')}`]], []]))}`;
    const expected = sha(JSON.stringify([own, other]));
    expect(await digest(machine('/p', { text: 'x', mode: 0o755 }), sets('/p', { k: 'v' }))).toBe(expected);
  });

  test('is the same wherever the project lies, and another for each thing that decides the image', async () => {
    const before = await digest(machine('/p', { text: 'x' }), sets('/p'));
    expect(await digest(machine('/elsewhere/p', { text: 'x', mode: 0o664 }), sets('/elsewhere/p'))).toBe(before);
    const [one, two] = sets('/p');
    const others = await Promise.all([
      digest(machine('/p', { text: 'y' }), sets('/p')),
      digest(machine('/p', { text: 'x', mode: 0o755 }), sets('/p')),
      digest(machine('/p', { text: 'x' }, 'b'), sets('/p')),
      digest(machine('/p', { text: 'x' }), sets('/p', { arg: '1' })),
      digest(machine('/p', { text: 'x' }), one === undefined ? [] : [one]),
      digest(machine('/p', { text: 'x' }), two === undefined || one === undefined ? [] : [two, one]),
    ]);
    expect(new Set([before, ...others]).size).toBe(7);
  });
});
