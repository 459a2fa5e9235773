import { describe, expect, test } from 'vitest';
import { unwrap } from '../errors/result.ts';
import { digestOf } from '../image/digest.ts';
import { formatImageConfig, parseImageConfig, platformOf } from './image-config.ts';

const bytes = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
const rootfs = { type: 'layers', diff_ids: [digestOf('layer')] };
const plain = { architecture: 'amd64', os: 'linux', rootfs };

describe('parseImageConfig', () => {
  test('keeps what it does not know and drops nulls', () => {
    const config = { Env: ['A=b'], Cmd: null, Healthcheck: { Test: ['NONE'] }, Labels: { a: 'b' } };
    const parsed = unwrap(parseImageConfig(bytes({ ...plain, config, 'os.version': '1', history: null })));
    expect(parsed).toEqual({
      ...plain,
      config: { Env: ['A=b'], Healthcheck: { Test: ['NONE'] }, Labels: { a: 'b' } },
      'os.version': '1',
    });
  });

  test('says what the image runs on', () => {
    const arm = unwrap(parseImageConfig(bytes({ ...plain, architecture: 'arm64', variant: 'v8' })));
    expect(platformOf(arm)).toEqual({ os: 'linux', architecture: 'arm64' });
  });

  test.each([
    [{ os: 'linux', rootfs }, /"architecture" or "os"/],
    [{ architecture: 'amd64', os: 'linux' }, /diff_ids/],
    [{ ...plain, rootfs: { diff_ids: ['sha256:beef'] } }, /diff_ids/],
    [{ ...plain, config: { Env: 'A=b' } }, /"config.Env" is not a list/],
    [{ ...plain, config: { User: 5 } }, /"config.User" is not a text/],
    [{ ...plain, config: { Labels: [] } }, /"config.Labels" is not an object/],
    [{ ...plain, config: 7 }, /"config" is not an object/],
    [{ ...plain, history: [1] }, /"history"/],
  ])('refuses %j', (value, why) => {
    expect(parseImageConfig(bytes(value))).toMatchObject({
      ok: false,
      problems: [{ code: 'IMAGE_INVALID', message: expect.stringMatching(why) }],
    });
  });
});

test('equal configs are equal bytes, and are read back', () => {
  const config = unwrap(parseImageConfig(bytes({ ...plain, config: { Env: [], Cmd: ['sh'] } })));
  const turned = unwrap(parseImageConfig(bytes({ config: { Cmd: ['sh'], Env: [] }, ...plain })));
  expect(formatImageConfig(turned)).toEqual(formatImageConfig(config));
  expect(parseImageConfig(formatImageConfig(config))).toEqual({ ok: true, value: config });
});
