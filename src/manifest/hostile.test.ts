import fc from 'fast-check';
import { expect, test } from 'vitest';
import { D } from './pin.cases.ts';
import { renderDocuments } from './render.ts';

const own = [{ imageName: 'web', reference: `reg.test/web:v1@${D.A1}` }];
const options = { own, labels: { a: 'b' }, namespace: 'ns', allowUndigested: true };
const PIECES = [
  ...[
    'apiVersion: v1\n',
    'kind: Pod\n',
    'kind: List\n',
    'items:\n- ',
    'metadata:',
    'metadata: {}\n',
    '\n  name: x\n',
    '  labels:',
    ' &l\n    c: d\n',
    ' *l\n',
  ],
  ...[
    'spec:\n  containers:\n',
    '  - image: web\n',
    '  - image: &i web\n',
    '  - image: *i\n',
    '  - image: >-\n      web\n',
    '  - &c {image: web}\n',
    '  - <<: *c\n',
  ],
  ...[
    '---\n',
    '...\n',
    '--- # c\n',
    '\uFEFF',
    '\r\n',
    '# c\n',
    '{',
    '}',
    '"',
    "'",
    '\t',
    '\n',
    ' ',
    '{{ x }}',
    '? ',
    '- ',
    ': ',
    '\0',
    '😀',
    '!!str ',
    'ko://web',
  ],
  ...[
    '__proto__: {a: b}\n',
    '{"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "x"}, "spec": {"containers": [{"image": "web"}]}}',
    '%YAML 1.2\n',
  ],
];

/** Documents that are nearly right, in every odd way to write one. */
const nearly = fc
  .array(
    fc.tuple(
      fc.constantFrom('---\n', '--- # c\n', '# c\n---\n', '', '...\n', '---\r\n', '\uFEFF---\n'),
      fc.constantFrom(
        'apiVersion: v1\nkind: Pod\n',
        'apiVersion: apps/v1\r\nkind: Deployment\r\n',
        '"apiVersion": v1\n? kind\n: Pod\n',
      ),
      fc.constantFrom(
        ...[
          'metadata: {}\n',
          'metadata:\n',
          'metadata: ~\n',
          'metadata: {name: x,}\n',
          'metadata:\n  name: x # c\n',
          'metadata:\r\n    labels:\r\n    name: x\r\n',
        ],
        ...[
          'metadata: {labels: , name: x}\n',
          'metadata:\n  labels: &l\n    c: d\n',
          'metadata:\n  labels: {<<: {a: z}}\n  namespace: ""\n',
          'metadata:\n  name: "x\n    y"\n  namespace:\n',
        ],
        ...[
          'metadata:\n  labels: [a]\n',
          'metadata:\n  labels:\n    ? c\n    : d\n',
          'metadata:\n  &k name: x\n',
          'metadata:\n  !!str labels: {c: d}\n  name: >-\n    x\n',
          '',
        ],
      ),
      fc.constantFrom(
        ...[
          'spec: {containers: [{image: web}, {image: "web"}]}\n',
          'spec:\n  containers:\n  - image: &i web\n  - image: *i\n',
          'spec:\n  containers:\n  - &c {image: web}\n  - *c\n  - <<: *c\n    name: b\n',
        ],
        ...[
          'spec:\n  containers:\n  - image: >-\n      web\n  - image: |+\n      web\n\n',
          "spec:\n  containers:\n  - image:\n      'web'\n  - image: 'we\n      b'\n",
          'spec:\n  template:\n    metadata:\n      labels: {c: d}\n  x: *l\n',
        ],
        ...[
          'spec:\r\n  containers:\r\n  - image: |-\r\n      web\r\n',
          'spec:\n  ko://web: ko://web\n  template: {metadata: {}}\n',
          'spec:\n  containers:\n  - image: !!str web',
          'spec: &s\n  containers: [{image: web}]\nother: *s\n',
          '',
        ],
      ),
    ),
    { minLength: 1, maxLength: 3 },
  )
  .map((documents) => documents.flat());

test('any text is rendered or refused; what was rendered renders again to itself', () => {
  fc.assert(
    fc.property(fc.oneof(fc.array(fc.constantFrom(...PIECES), { maxLength: 16 }), nearly), (pieces) => {
      const once = renderDocuments([{ name: 'a.yaml', text: pieces.join('') }], options);
      if (!once.ok) return;
      const twice = renderDocuments([{ name: 'b.yaml', text: once.value.text }], options);
      expect(twice.ok ? twice.value.text : twice.problems).toBe(once.value.text);
      if (twice.ok) expect(twice.value.objects.map((one) => one.id)).toEqual(once.value.objects.map((one) => one.id));
    }),
    { numRuns: 1000 },
  );
});
