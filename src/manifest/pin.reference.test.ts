import { describe, expect, test } from 'vitest';
import { parseReference } from '../image/reference.ts';
import { D, pinImage, pinText, podWith } from './pin.cases.ts';

const warningsOf = (image: string) => pinText(podWith(image)).warnings;

describe('reference grammar and form', () => {
  test('row 1: the tag stays beside the digest', () => {
    expect(pinImage('reg.test/app/web:2.0')).toBe(`reg.test/app/web:2.0@${D.M2}`);
  });

  test('row 2: the form "digest" drops the tag', () => {
    expect(pinImage('reg.test/app/web:2.0', { imageForm: 'digest' })).toBe(`reg.test/app/web@${D.M2}`);
  });

  test('row 3: the form "tag" leaves the digest out of the text', () => {
    expect(pinImage('reg.test/app/web:2.0', { imageForm: 'tag' })).toBe('reg.test/app/web:2.0');
    const { pinned } = pinText(podWith('reg.test/app/web:2.0'), { imageForm: 'tag' });
    expect(pinned[0]?.matches).toMatchObject([{ after: 'reg.test/app/web:2.0', digest: D.M2 }]);
  });

  test('row 4: no tag is invented', () => {
    expect(pinImage('busybox')).toBe(`busybox@${D.BX}`);
  });

  test('row 5: explicitLatest writes the tag that is meant', () => {
    expect(pinImage('busybox', { explicitLatest: true })).toBe(`busybox:latest@${D.BX}`);
  });

  test('row 6: canonical spells Docker Hub out', () => {
    const rules = { canonical: 'index.docker.io', imageForm: 'digest' } as const;
    expect(pinImage('nginx:1.25', rules)).toBe(`index.docker.io/library/nginx@${D.NX}`);
    expect(pinImage('nginx:1.25', { canonical: 'docker.io' })).toBe(`docker.io/library/nginx:1.25@${D.NX}`);
    expect(pinImage('reg.test/app/web:2.0', rules)).toBe(`reg.test/app/web@${D.M2}`);
  });

  test('row 7: spellings of one image share one look-up and keep their spelling', () => {
    expect(pinImage('docker.io/library/nginx:1.25')).toBe(`docker.io/library/nginx:1.25@${D.NX}`);
  });

  test('row 8: a port is no tag', () => {
    expect(pinImage('reg.test:5000/team/api:v1')).toBe(`reg.test:5000/team/api:v1@${D.M3}`);
  });

  test.each([
    ['localhost/x', 'localhost'],
    ['localhost:5000/x', 'localhost:5000'],
    ['x/y', 'docker.io'],
    ['x.y/z', 'x.y'],
  ])('row 9: the host of %s is %s', (text, host) => {
    expect(parseReference(text)).toMatchObject({ ok: true, value: { registry: host } });
  });

  test('row 10: a host is looked up in lower case and kept as written; a path in upper case is no image', () => {
    expect(pinImage('Reg.Test/app/web:2.0')).toBe(`Reg.Test/app/web:2.0@${D.M2}`);
    expect(pinImage('reg.test/App/web')).toBe('reg.test/App/web');
    expect(warningsOf('reg.test/App/web')).toMatchObject([{ code: 'IMAGE_TEXT_INVALID' }]);
  });

  test('row 11: a malformed digest is a warning, a problem with strictImages', () => {
    const image = `reg.test/app/web:2.0@sha256:${'a'.repeat(63)}`;
    expect(pinImage(image)).toBe(image);
    expect(warningsOf(image)).toMatchObject([{ message: expect.stringMatching(/is not sha256: and 64/) }]);
    const strict = pinText(podWith(image), { strictImages: true });
    expect(strict).toMatchObject({ warnings: [], problems: [{ code: 'IMAGE_TEXT_INVALID' }] });
  });

  test('row 12: sha512 digests are written as they are', () => {
    expect(pinImage('reg.test/s512:1')).toBe(`reg.test/s512:1@${D.S5}`);
  });

  test('row 13: leading spaces are a warning, and nothing is changed', () => {
    const image = '"  reg.test/app/web:2.0"';
    expect(pinImage(image)).toBe(image);
    expect(warningsOf(image)).toHaveLength(1);
  });

  test('row 14: a tag of 129 characters is a warning, and nothing is changed', () => {
    const image = `reg.test/app/web:${'t'.repeat(129)}`;
    expect(pinImage(image)).toBe(image);
    expect(warningsOf(image)).toHaveLength(1);
  });
});
