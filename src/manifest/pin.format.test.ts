import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseAllDocuments, stringify } from 'yaml';
import { D, pinImage, pinText, podWith } from './pin.cases.ts';

const BUSYBOX = `busybox@${D.BX}`;

describe('format', () => {
  test.each([
    [
      'comments, blank lines and a BOM',
      '\uFEFF# a\n\napiVersion: v1 # b\n\nkind: Pod\n# c\nspec:\n    containers:\n\n    # d\n    -   image:   HERE   # e\n\n# f\n',
    ],
    ['CRLF', 'apiVersion: v1\r\nkind: Pod\r\nspec:\r\n  containers:\r\n  - image: HERE # c\r\n    name: x\r\n'],
    ['tabs in comments', 'apiVersion: v1\nkind: Pod #\ta\nspec:\n  containers:\n  - image: HERE #\tb\n#\tc\n'],
    [
      'anchors and tags',
      'apiVersion: v1\nkind: Pod\nspec:\n  containers: &c\n  - &d\n    image: &i !!str HERE\n    name: !!str x\n',
    ],
    ['flow style', 'apiVersion: v1\nkind: Pod\nspec: { containers: [ {image: HERE,name: a} , { "image":"HERE" } ] }\n'],
    [
      'emoji before the value',
      'apiVersion: v1\nkind: Pod\nspec:\n  x: "😀"\n  containers:\n  - {y: 😀, image: HERE}\n',
    ],
    ['no newline at the end', 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: HERE'],
  ])('row 81: only the bytes of the image differ, with %s', (_, text) => {
    expect(pinText(text.replaceAll('HERE', 'busybox')).text).toBe(text.replaceAll('HERE', BUSYBOX));
  });

  test('row 82: quotes stay, a folded or literal scalar becomes one line', () => {
    expect(pinImage('"busybox"')).toBe(`"${BUSYBOX}"`);
    expect(pinImage("'busybox'")).toBe(`'${BUSYBOX}'`);
    expect(pinImage('"busy\\x62ox"')).toBe(`"${BUSYBOX}"`);
    const folded =
      'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: >- # why\n      busybox\n    name: |\n      x\n';
    expect(pinText(folded).text).toBe(folded.replace('>- # why\n      busybox', `${BUSYBOX} # why`));
    expect(pinText(folded.replace('>-', '|').replaceAll('\n', '\r\n')).text).toBe(
      folded.replace('>- # why\n      busybox', `${BUSYBOX} # why`).replaceAll('\n', '\r\n'),
    );
    const last = 'apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: >-\n      busybox';
    expect(pinText(last).text).toBe(last.replace('>-\n      busybox', `${BUSYBOX}\n`));
  });

  const shared = (image: string, alias: string) =>
    `apiVersion: v1\nkind: Pod\nspec:\n  containers:\n  - image: &img ${image}\n    ${alias}\n  - image: *img\n`;

  test('row 83: an anchor whose uses are all images is edited once', () => {
    const { text, pinned } = pinText(shared('busybox', 'name: a'));
    expect(text).toBe(shared(BUSYBOX, 'name: a'));
    expect(pinned[0]?.matches.map((one) => one.path)).toEqual(['spec.containers[0].image', 'spec.containers[1].image']);
  });

  test('row 83: an anchor that is also used where no image is, is left alone and reported', () => {
    const mixed = shared('busybox', 'env: [{name: A, value: *img}]');
    const { text, warnings } = pinText(mixed);
    expect(text).toBe(mixed);
    expect(warnings).toMatchObject([{ message: expect.stringMatching(/shared by an anchor/) }, {}]);
  });

  test('row 83: shared containers and merged maps are edited where they are written', () => {
    const doc = (image: string, other: string) =>
      `apiVersion: v1\nkind: Pod\nspec:\n  containers: &c\n  - &d {image: ${image}}\n  - <<: *d\n    name: b\n  - <<: *d\n    image: ${other}\n  initContainers: *c\n`;
    expect(pinText(doc('busybox', 'nginx:1.25')).text).toBe(doc(BUSYBOX, `nginx:1.25@${D.NX}`));
  });

  test('row 84: JSON keeps its layout', () => {
    const json = (image: string) =>
      `{\n\t"apiVersion":"v1", "kind":"Pod",\n\t"spec": {"containers": [{ "image" : "${image}" }],"x":1.0}\n}`;
    expect(pinText(json('busybox')).text).toBe(json(BUSYBOX));
  });

  test('row 85: empty documents and trailing separators stay in an in-place edit', () => {
    const doc = (image: string) => `---\n---\n# only\n---\n${podWith(image)}---\n\n---\n`;
    expect(pinText(doc('busybox')).text).toBe(doc(BUSYBOX));
  });

  test('a key or a value that is spelled with escapes is found too', () => {
    const doc = (image: string) => `apiVersion: v1\nkind: Pod\nspec: {containers: [{"\\u0069mage": ${image}}]}\n`;
    expect(pinText(doc('"\\x62usybox"')).text).toBe(doc(`"${BUSYBOX}"`));
  });

  test('row 86: a second run changes nothing', () => {
    const once = pinText(podWith('busybox')).text;
    const twice = pinText(once);
    expect(twice.text).toBe(once);
    expect(twice.pinned.flatMap((one) => one.edits)).toEqual([]);
  });

  test('row 87: 30 MB are read in linear time', () => {
    const time = (megabytes: number) => {
      const filler = `# ${'x'.repeat(900)}\n`;
      const text = `---\n${podWith('busybox')}${filler}`.repeat(megabytes * 1000);
      const started = performance.now();
      expect(pinText(text).pinned).toHaveLength(megabytes * 1000);
      return performance.now() - started;
    };
    time(1);
    const [small, large] = [time(3), time(30)];
    expect(large).toBeLessThan(small * 20 + 500);
  }, 60_000);
});

test('finds the images that a whole parser finds, and changes only these', () => {
  const image = fc.constantFrom('busybox', 'nginx:1.25', 'other:1', 'on', '');
  const container = fc.record(
    { image, name: fc.constantFrom('a', 'on', 'x: y', '# z'), args: fc.array(fc.string()) },
    { requiredKeys: [] },
  );
  const pod = fc.record(
    {
      containers: fc.array(container),
      initContainers: fc.array(container),
      image,
      nodeSelector: fc.dictionary(fc.string(), fc.string()),
    },
    { requiredKeys: ['containers'] },
  );
  const style = fc.constantFrom(
    {},
    { indentSeq: false },
    { collectionStyle: 'flow' },
    { defaultStringType: 'QUOTE_DOUBLE' },
    { lineWidth: 30 },
    { indent: 4 },
  ) as fc.Arbitrary<object>;
  const pinned = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value, (key, one) =>
        key === 'containers' || key === 'initContainers'
          ? (one as { image?: string }[]).map((c) => ({ ...c, ...(c.image && known(c.image)) }))
          : one,
      ),
    );
  const known = (text: string) => ({ image: { busybox: BUSYBOX, 'nginx:1.25': `nginx:1.25@${D.NX}` }[text] ?? text });
  fc.assert(
    fc.property(fc.array(pod, { minLength: 1, maxLength: 3 }), style, (pods, options) => {
      const objects = pods.map((spec) => ({ apiVersion: 'v1', kind: 'Pod', metadata: { name: 'p' }, spec }));
      const text = objects.map((object) => stringify(object, { compat: 'yaml-1.1', ...options })).join('---\n');
      const after = pinText(text).text;
      const documents = parseAllDocuments(after);
      if (!Array.isArray(documents)) throw new Error('no documents');
      expect(documents.map((one) => one.toJS())).toEqual(objects.map(pinned));
    }),
    { numRuns: 200 },
  );
});
