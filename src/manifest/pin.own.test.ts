import { describe, expect, test } from 'vitest';
import { D, pinImage, pinText, podWith } from './pin.cases.ts';

const web = `R.test/team/web:T@${D.A1}`.toLowerCase().replace(':t@', ':T@');
const own = [{ imageName: 'web', reference: web }];
const ko = [{ imageName: 'ko://example.org/Sample/cmd/web', reference: web }];

describe('own images, by name', () => {
  test('row 58: the name is replaced by the whole reference', () => {
    expect(pinImage('web', {}, own)).toBe(web);
    expect(pinText(podWith('web'), {}, own).pinned[0]?.matches).toMatchObject([
      { before: 'web', after: web, artifact: 'web', rule: 'pod' },
    ]);
  });

  test.each(['web:dev', 'docker.io/library/web', 'index.docker.io/library/web:1', 'Web'])(
    'row 59: %s is the same name',
    (image) => {
      expect(pinImage(image, {}, own)).toBe(web);
    },
  );

  test('row 60: a digest that is there stays, unless overrideDigest replaces it', () => {
    for (const image of [`other/web@${D.M2}`, `web@${D.M2}`, `web:1@${D.M2}`])
      expect(pinImage(image, {}, own)).toBe(image);
    expect(pinImage(`web@${D.M2}`, { overrideDigest: true }, own)).toBe(web);
    expect(pinImage(`other/web@${D.M2}`, { overrideDigest: true }, own)).toBe(`other/web@${D.M2}`);
  });

  test.each(['web-admin', 'x/web', 'webb', 'registry.test/web'])('row 61: %s is another name', (image) => {
    expect(pinImage(image, {}, own)).toBe(image);
  });

  test('names are compared without ko:// and in lower case', () => {
    expect(pinImage('ko://example.org/Sample/cmd/web', {}, ko)).toBe(web);
    expect(pinImage('example.org/sample/cmd/web', {}, ko)).toBe(web);
  });

  test('ko:// is replaced wherever it is a whole scalar or a key, not inside text', () => {
    const doc = (image: string, key: string) =>
      `apiVersion: my.io/v1\nkind: My\nspec:\n  any: ${image}\n  list: [${image}, "--img=ko://example.org/sample/cmd/web"]\n  ${key}: x\n`;
    const text = doc('ko://example.org/sample/cmd/web', '"ko://example.org/sample/cmd/web"');
    expect(pinText(text, {}, ko).text).toBe(doc(web, `"${web}"`));
    expect(pinText(text, { fields: 'pods' }, ko).text).toBe(text);
  });

  test('ko:// that no artifact is named by is a warning', () => {
    expect(pinText(podWith('ko://a.b/c'), {}, own).warnings).toMatchObject([
      { message: expect.stringMatching(/no artifact/) },
    ]);
  });

  test('an own image that was not built is reported with its place', () => {
    const { text, pinned } = pinText(podWith('web:1'), {}, [{ imageName: 'web' }]);
    expect(text).toBe(podWith('web:1'));
    expect(pinned[0]?.unpinned).toMatchObject([
      { text: 'web:1', own: { imageName: 'web' }, at: { start: text.indexOf('web:1') } },
    ]);
  });

  test('the form holds for own images too', () => {
    expect(pinImage('web', { imageForm: 'digest' }, own)).toBe(`r.test/team/web@${D.A1}`);
    expect(pinImage('web', { imageForm: 'tag' }, own)).toBe('r.test/team/web:T');
  });
});

describe('resourceSelector', () => {
  const widget = (image: string, other = 'web') =>
    `apiVersion: example.com/v1\nkind: Widget\nspec:\n  image: ${image}\n  nested:\n  - img: ${other}\n  containers: [{image: ${image}}]\n`;
  const allow = (...image: string[]) => ({ selector: { allow: [{ groupKind: 'Widget.example.com', image }] } });

  test.each([
    ['.*', widget(web)],
    ['.spec.nested.*.img', widget('web', web)],
    ['.spec.nested.img', widget('web', web)],
    ['.spec.image', widget('web').replace('image: web\n', `image: ${web}\n`)],
  ])('allow %s', (path, expected) => {
    expect(pinText(widget('web'), allow(path), own).text).toBe(expected);
  });

  test('allow that names no image paths leaves what is built in', () => {
    const selector = { allow: [{ groupKind: 'Widget.example.com', labels: ['.metadata.labels'] }] };
    expect(pinText(widget('web'), { selector }, own).text).toBe(
      widget('web').replace('[{image: web}]', `[{image: ${web}}]`),
    );
  });

  test('deny takes its path away and nothing else', () => {
    const pod = (first: string, init: string) =>
      `apiVersion: v1\nkind: Pod\nspec:\n  containers: [{image: ${first}}]\n  initContainers: [{image: ${init}}]\n`;
    const deny = (image: string) => ({ selector: { deny: [{ groupKind: 'Pod', image: [image] }] } });
    expect(pinText(pod('web', 'web'), deny('.spec.containers.image'), own).text).toBe(pod('web', web));
    expect(pinText(pod('web', 'web'), deny('.*'), own).text).toBe(pod('web', 'web'));
  });

  test('the scope "selectors" is the list of kinds that Skaffold has', () => {
    const text = (kind: string, image: string) => `apiVersion: v1\nkind: ${kind}\nspec: {any: {image: ${image}}}\n`;
    expect(pinText(text('Pod', 'web'), { fields: 'selectors' }, own).text).toBe(text('Pod', web));
    expect(pinText(text('ReplicationController', 'web'), { fields: 'selectors' }, own).text).toBe(
      text('ReplicationController', 'web'),
    );
  });
});
