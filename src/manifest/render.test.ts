import { describe, expect, test } from 'vitest';
import { placeOf } from '../lib/text-place.ts';
import { renderDocuments } from './render.ts';
import type { RenderOptions } from './rendered.ts';

const PINNED = `reg.test/team/web:v1@sha256:${'a'.repeat(64)}`;
const own = [{ imageName: 'web', reference: PINNED }];
const pod = (image: string) =>
  `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n  - image: ${image} # c\n`;
const service = 'apiVersion: v1\nkind: Service\nmetadata: {name: s}\n';

const render = (texts: readonly string[], options: Partial<RenderOptions> = {}) =>
  renderDocuments(
    texts.map((text, index) => ({ name: `${index}.yaml`, text })),
    { own, ...options },
  );
const rendered = (texts: readonly string[], options: Partial<RenderOptions> = {}) => {
  const result = render(texts, options);
  if (!result.ok) throw new Error(result.problems.map((one) => one.message).join('\n'));
  return result.value;
};

describe('renderDocuments', () => {
  test('pins own images, joins files and says what is where', () => {
    const { text, objects, warnings, unusedArtifacts } = rendered([pod('web'), `${service}---\n`], {
      own: [...own, { imageName: 'x' }],
    });
    expect(text).toBe(`${pod(PINNED)}---\n${service}`);
    expect(objects).toMatchObject([
      {
        id: { apiVersion: 'v1', kind: 'Pod', name: 'p' },
        source: '0.yaml',
        images: [
          {
            path: 'spec.containers[0].image',
            before: 'web',
            after: PINNED,
            rule: 'pod',
            artifact: 'web',
            at: { file: '0.yaml' },
          },
        ],
      },
      { id: { kind: 'Service', name: 's' }, source: '1.yaml', images: [] },
    ]);
    expect(objects[0]).not.toHaveProperty('images.0.object');
    expect({ warnings, unusedArtifacts }).toEqual({ warnings: [], unusedArtifacts: ['x'] });
  });

  test('says of every image field what it is: also of those that stay, and of own images that are not built', () => {
    const pinned = `busybox@sha256:${'b'.repeat(64)}`;
    const list = ['nginx:1', 'web', pinned, 'x'].map((image) => `  - image: ${image}\n`).join('');
    const several = `apiVersion: v1\nkind: Pod\nmetadata:\n  name: p\nspec:\n  containers:\n${list}`;
    const options = { own: [...own, { imageName: 'x' }], allowUndigested: true };
    const [object] = rendered([several], options).objects;
    expect(object?.images.map(({ path, before, after, artifact }) => [path, before, after, artifact])).toEqual([
      ['spec.containers[0].image', 'nginx:1', 'nginx:1', undefined],
      ['spec.containers[1].image', 'web', PINNED, 'web'],
      ['spec.containers[2].image', pinned, pinned, undefined],
      ['spec.containers[3].image', 'x', 'x', 'x'],
    ]);
    expect(object?.images.every(({ rule }) => rule === 'pod')).toBe(true);
  });

  test.each([
    ['was not built', undefined, 'web:dev'],
    ['has no digest', 'reg.test/web:v1', 'web'],
    ['has an image id for a tag', `web:${'a'.repeat(64)}`, 'web'],
  ])('an own image that %s is a problem with its place', (_, reference, image) => {
    const text = pod(image);
    const images = [{ imageName: 'web', reference }];
    const result = render([service, text], { own: images });
    if (result.ok) throw new Error('rendered');
    expect(result.problems).toMatchObject([{ code: 'IMAGE_UNDIGESTED', at: { file: '1.yaml' } }]);
    expect(placeOf(text, result.problems[0].at?.start ?? -1)).toEqual({ line: 7, column: 12 });
    expect(rendered([text], { own: images, allowUndigested: true }).text).toBe(pod(reference ?? image));
  });

  test('an image shared by an anchor with another field is a problem when it is ours', () => {
    const text = `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: &i web\n    env: [{name: A, value: *i}]\n`;
    expect(render([text])).toMatchObject({
      problems: [{ code: 'IMAGE_UNDIGESTED', message: expect.stringMatching(/could not be replaced/) }],
    });
  });

  test('an image of others needs no digest', () => {
    expect(rendered([pod('nginx:1.25')]).text).toBe(pod('nginx:1.25'));
  });

  test('an own image in a field that is not known to hold images is warned of', () => {
    const text = 'apiVersion: my.io/v1\nkind: My\nspec: {image: web}\n';
    expect(rendered([text]).warnings).toMatchObject([
      { message: expect.stringMatching(/^spec.image: "web" names an artifact/) },
    ]);
    expect(rendered([text.replace('web', 'nginx')]).warnings).toEqual([]);
    expect(rendered([text], { rules: { images: [{ kind: 'My', path: 'spec/image' }] } }).text).toContain(PINNED);
  });

  test('problems of all files come at once, and nothing is rendered', () => {
    const result = render(['a: b\na: c\n', pod('web'), '- x\n', pod('web')], { own: [{ imageName: 'web' }] });
    expect(result).toMatchObject({
      ok: false,
      problems: [
        { code: 'YAML_INVALID' },
        { code: 'IMAGE_UNDIGESTED' },
        { code: 'MANIFEST_INVALID' },
        { code: 'IMAGE_UNDIGESTED' },
      ],
    });
  });

  test('strictImages makes problems of text that is no image', () => {
    expect(rendered([pod('"{{ x }}"')]).warnings).toHaveLength(1);
    expect(render([pod('"{{ x }}"')], { rules: { strictImages: true } })).toMatchObject({
      problems: [{ code: 'IMAGE_TEXT_INVALID' }],
    });
  });

  test('namespace, labels and images are set in one pass', () => {
    const { text, objects } = rendered([pod('web')], { namespace: 'ns', labels: { a: 'b' } });
    expect(text).toBe(pod(PINNED).replace('name: p\n', 'name: p\n  namespace: ns\n  labels:\n    a: b\n'));
    expect(objects[0]?.id.namespace).toBe('ns');
  });

  test('caps can be raised and lowered', () => {
    expect(render([pod('web')], { limits: { documentLength: 20 } })).toMatchObject({
      problems: [{ code: 'CONFIG_LIMIT' }],
    });
  });

  test('rendering its own output again changes nothing', () => {
    const once = rendered([`# a\n---\n${pod('web')}`, service, '# b'], {
      namespace: 'ns',
      labels: { 'a.b/c': 'true' },
    });
    const twice = rendered([once.text], { namespace: 'ns', labels: { 'a.b/c': 'true' } });
    expect(twice.text).toBe(once.text);
  });
});
