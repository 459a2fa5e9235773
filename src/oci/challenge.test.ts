import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formatChallenge, parseChallenges } from './challenge.ts';

describe('parseChallenges', () => {
  test.each([
    ['Basic realm="e2e"', [{ scheme: 'basic', parameters: { realm: 'e2e' } }]],
    [
      'Bearer realm="https://a.example/token",service="s",scope="repository:team/api:pull,push"',
      [
        {
          scheme: 'bearer',
          parameters: { realm: 'https://a.example/token', service: 's', scope: 'repository:team/api:pull,push' },
        },
      ],
    ],
    [
      'Basic realm="a", Bearer realm="b" , service=c',
      [
        { scheme: 'basic', parameters: { realm: 'a' } },
        { scheme: 'bearer', parameters: { realm: 'b', service: 'c' } },
      ],
    ],
    ['Negotiate abc123==', [{ scheme: 'negotiate', parameters: {}, token68: 'abc123==' }]],
    [
      'Negotiate, BASIC REALM="x"',
      [
        { scheme: 'negotiate', parameters: {} },
        { scheme: 'basic', parameters: { realm: 'x' } },
      ],
    ],
    [', ,Basic  realm = "a \\"quoted\\" \\\\ b" ,', [{ scheme: 'basic', parameters: { realm: 'a "quoted" \\ b' } }]],
    ['Bearer realm=""', [{ scheme: 'bearer', parameters: { realm: '' } }]],
    ['Bearer __proto__="x"', [{ scheme: 'bearer', parameters: JSON.parse('{"__proto__":"x"}') }]],
    ['', []],
  ])('reads %s', (header, challenges) => {
    const parsed = parseChallenges(header);
    const plain = parsed.ok && parsed.value.map((one) => ({ ...one, parameters: { ...one.parameters } }));
    expect(plain).toEqual(challenges);
  });

  test.each([
    ['"x"', /no scheme at character 1/],
    ['Bearer realm="open', /no value of "realm"/],
    ['Bearer realm=', /^$/],
    ['Basic a b', /no comma at character 7/],
    ['Bearer realm="a", realm="b"', /"realm" stands twice/],
    [`Bearer realm="${'a'.repeat(20_000)}"`, /more than 16384/],
  ])('refuses %s and says where', (header, why) => {
    const parsed = parseChallenges(header);
    // `realm=` alone is a token68 with padding by the grammar.
    if (why.source === '^$') return expect(parsed).toMatchObject({ ok: true, value: [{ token68: 'realm=' }] });
    expect(parsed).toMatchObject({ ok: false, problems: [{ message: expect.stringMatching(why) }] });
  });

  const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}$/);
  const value = fc.stringMatching(/^[\x20-\x7e]{0,20}$/);
  test('reads back every list of challenges that was written', () => {
    fc.assert(
      fc.property(fc.array(fc.record({ scheme: name, parameters: fc.dictionary(name, value) })), (list) => {
        const header = list.map(formatChallenge).join(', ');
        const parsed = parseChallenges(header);
        expect(parsed.ok && parsed.value.map((one) => ({ ...one, parameters: { ...one.parameters } }))).toEqual(
          list.map(({ scheme, parameters }) => ({ scheme, parameters: { ...parameters } })),
        );
      }),
    );
  });

  test('never throws, whatever the server sends', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => void parseChallenges(text)));
  });
});
