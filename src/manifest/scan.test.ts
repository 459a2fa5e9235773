import fc from 'fast-check';
import { parseEvents } from 'js-yaml';
import { describe, expect, test } from 'vitest';
import { type Node, scalarText } from './node.ts';
import { defaultLimits } from './parse.ts';
import { scanDocument } from './scan.ts';
import { buildTree } from './tree.ts';

const whole = (text: string): unknown => {
  try {
    const events = parseEvents(text, { maxDepth: defaultLimits.depth });
    return shape(text, buildTree({ source: text, text, from: 0, events, limits: defaultLimits }));
  } catch {
    return 'refused';
  }
};

/** The tree with every text written out; where nothing is written only that is compared. */
function shape(text: string, node: Node): unknown {
  switch (node.kind) {
    case 'scalar':
      return [
        node.style,
        scalarText(text, node),
        ...(node.start === node.end ? [] : [node.start, node.end, node.more?.block]),
      ];
    case 'mapping':
      return [
        'mapping',
        node.start,
        node.flow,
        node.entries.map((entry) => [entry.name, shape(text, entry.key), shape(text, entry.value)]),
      ];
    case 'sequence':
      return ['sequence', node.start, node.flow, node.items.map((item) => shape(text, item))];
    case 'alias':
      return ['alias', node.start, node.end];
  }
}

const scanned = (text: string): unknown => {
  const tree = scanDocument(text, 0, text.length, defaultLimits.depth);
  return tree === undefined ? undefined : shape(text, tree);
};

/** Pieces of which nearly every combination is either valid or nearly so. */
const PIECES = [
  ...[
    'a',
    'b: ',
    'image: ',
    'key:',
    '- ',
    '-',
    '? ',
    ': ',
    ':',
    '\n',
    '\n',
    '\n  ',
    '\n  ',
    '\n    ',
    '\n- ',
    '\n  - ',
  ],
  ...[
    '"q"',
    "'s'",
    '"a\\n"',
    "'it''s'",
    '{a: b}',
    '[a, b]',
    '{',
    '}',
    '[',
    ']',
    ',',
    ', ',
    '#',
    ' # c',
    '|',
    '>',
    '|-',
  ],
  ...[
    '>-\n  x\n',
    '|\n    x\n   y\n',
    '|+\n  x\n\n',
    '&x ',
    '*x',
    '!!str ',
    '<<: ',
    '\t',
    '\r\n',
    '...',
    '%',
    '@',
    '`',
  ],
  ...[
    '~',
    '0644',
    'on',
    '-1',
    '--flag',
    'a:b',
    'http://x/y',
    'é',
    ' ',
    '  ',
    '"',
    "'",
    '\\',
    'x#y',
    '.',
    '!',
    '=',
    '?x',
  ],
];

describe('scanDocument', () => {
  test.each([
    'a: b\n',
    'a:\n  b: c # d\n\n# e\n  f:\n  - g\n  - h: i\n    j: "k"\nl: [m, n]\n',
    'a:\n- b\n-\n  - c\n- - d\n  - e\nf:\n',
    'a: |\n  x\n   y\n\n# z\nb: >-\n    q\n    r\n\n\nc: d',
    '\'a b\': {c: 500m, d: "e"}\nf: []\n',
    ' # only after the marker\na: --flag\nb: -1\nc: http://x:80/y#z\n',
  ])('reads %j without help', (text) => {
    expect(scanned(text)).toEqual(whole(text));
  });

  test.each(['a: &x b\n', 'a: b\n  c\n', 'a: "b\\n"\n', 'a: b\r\n', 'a: b\na: c\n', '? a\n: b\n', 'a: b: c\n', 'a\n'])(
    'leaves %j to the whole parser or agrees with it',
    (text) => {
      const tree = scanned(text);
      if (tree !== undefined) expect(tree).toEqual(whole(text));
    },
  );

  test('what it reads it reads as js-yaml does', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...PIECES), { maxLength: 14 }), (pieces) => {
        const text = pieces.join('');
        const tree = scanned(text);
        if (tree !== undefined) expect(tree).toEqual(whole(text));
      }),
      { numRuns: 5000 },
    );
  });
});
