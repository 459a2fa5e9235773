import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatArtifacts, mergeArtifacts, parseArtifacts, parseImages, retagArtifacts } from './artifacts-file.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const web = { imageName: 'web', tag: `reg.example.com/web:1@${digest}` };
const readAll = (text: string) => {
  const parsed = parseArtifacts(text, 'artifacts.json');
  return parsed.ok ? parsed.value : parsed.problems.map(({ code, message, at }) => `${code} ${at?.start}: ${message}`);
};

describe('the file', () => {
  test('is compact, in order, without a newline', () => {
    expect(
      formatArtifacts([
        { ...web, runtimeType: 'go' },
        { imageName: 'Team/App', tag: 'r/a:1' },
      ]),
    ).toBe(
      `{"builds":[{"imageName":"web","tag":"${web.tag}","runtimeType":"go"},{"imageName":"Team/App","tag":"r/a:1"}]}`,
    );
  });

  test('reads back what was written', () => {
    const builds = fc.uniqueArray(
      fc.record({
        imageName: fc.string({ minLength: 1 }),
        tag: fc.constantFrom('a', 'reg.io:5000/x/y:1', web.tag),
        runtimeType: fc.constantFrom('go', 'nodejs'),
      }),
      { selector: ({ imageName }) => imageName },
    );
    fc.assert(
      fc.property(builds, (list) => {
        expect(readAll(formatArtifacts(list))).toEqual(list);
      }),
    );
  });

  test.each([
    ['{}', []],
    ['{"builds":null}', []],
    [`{"BUILDS":[{"ImageName":"web","TAG":"${web.tag}","other":1}],"version":2}`, [web]],
    ['{"builds":[{"imageName":"a","tag":"a:1"},{"imageName":"a","tag":"a:1"}]}', [{ imageName: 'a', tag: 'a:1' }]],
    ['{"builds":[{"imageName":"a","tag":"a:1","runtimeType":null}]}', [{ imageName: 'a', tag: 'a:1' }]],
    [`\ufeff{"builds":[{"imageName":"web","tag":"web:1"}]}`, [{ imageName: 'web', tag: 'web:1' }]],
  ])('takes %s', (text, builds) => {
    expect(readAll(text)).toEqual(builds);
  });

  test.each([
    ['[]', /^ARTIFACTS_FILE_INVALID 0: .*holds a list/],
    ['\n  []', /^ARTIFACTS_FILE_INVALID 3: /],
    ['', /^ARTIFACTS_FILE_INVALID 0: .*no JSON: expected a value, and the text ends/],
    ['{"builds":[}', /^ARTIFACTS_FILE_INVALID 11: /],
    ['{"builds":[\n{"imageName":"a","tag":"a"},\n]}', /^ARTIFACTS_FILE_INVALID 41: .*expected a value/],
    ["{'builds':[]}", /^ARTIFACTS_FILE_INVALID 1: .*double quotes/],
    ['{"builds":{}}', /^ARTIFACTS_FILE_INVALID 10: "builds" is an object/],
    ['{"builds":[],"Builds":[]}', /^ARTIFACTS_FILE_INVALID 13: "Builds" is here a second time/],
    ['{"builds":[{"imageName":"web"}]}', /no tag provided for image "web" in builds\[0\]/],
    ['{"builds":[{"imageName":"web","tag":""}]}', /^ARTIFACTS_FILE_INVALID 36: no tag provided for image "web"/],
    ['{"builds":[{"imageName":"web","tag":1}]}', /^ARTIFACTS_FILE_INVALID 36: builds\[0\].tag is a number/],
    ['{"builds":[{"imageName":"a","tag":"a:1","Tag":"a:2"}]}', /"Tag" is here a second time/],
    [
      '{"builds":[{"imageName":"a","tag":"a:1"},{"imageName":"a","tag":"a:2"}]}',
      /^ARTIFACTS_FILE_INVALID 41: image "a" is here a second time/,
    ],
    ['{"builds":[{"tag":"a"}]}', /builds\[0\] has no imageName/],
    ['{"builds":[{"imageName":"web","tag":"A B"}]}', /builds\[0\]: /],
    ['{"builds":["web"]}', /builds\[0\] is a string/],
  ])('refuses %j and says why', (text, why) => {
    expect(readAll(text)).toEqual([expect.stringMatching(why)]);
  });

  test('names every entry that is wrong', () => {
    expect(readAll('{"builds":[{"imageName":"a"},{"imageName":"b"}]}')).toHaveLength(2);
  });
});

describe('--images', () => {
  test('is NAME=REFERENCE, or a reference alone', () => {
    expect(parseImages([`web=${web.tag}`, 'reg.io/api:2'])).toEqual({
      ok: true,
      value: [web, { imageName: 'reg.io/api', tag: 'reg.io/api:2' }],
    });
  });

  test.each(['', 'web=', '=x', 'A B'])('%j is a mistake', (text) => {
    expect(parseImages([text])).toMatchObject({ ok: false, problems: [{ code: 'USAGE_INVALID' }] });
  });
});

test('the file wins over --images, and new names come last', () => {
  const flag = { imageName: 'web', tag: 'x:1' };
  expect(mergeArtifacts([flag, { imageName: 'b', tag: 'b:1' }], [web, { imageName: 'c', tag: 'c:1' }])).toEqual([
    web,
    { imageName: 'b', tag: 'b:1' },
    { imageName: 'c', tag: 'c:1' },
  ]);
});

test('--tag changes the tag and keeps the digest', () => {
  expect(retagArtifacts([web, { imageName: 'b', tag: 'b' }], 'v2')).toEqual({
    ok: true,
    value: [
      { imageName: 'web', tag: `reg.example.com/web:v2@${digest}` },
      { imageName: 'b', tag: 'b:v2' },
    ],
  });
  expect(retagArtifacts([web], 'a b').ok).toBe(false);
});
