import { expect, test } from 'vitest';
import { parseResourceSelector } from './resource-selector.ts';

test('reads rules in YAML and in JSON', async () => {
  const rules = { allow: [{ groupKind: 'Widget.example.com', image: ['.spec.img'] }] };
  for (const text of [JSON.stringify(rules), 'allow:\n- groupKind: Widget.example.com\n  image: [.spec.img]\n'])
    expect(await parseResourceSelector(text, 'rules')).toMatchObject({ ok: true, value: rules });
});

test('names a mistake at its place', async () => {
  const text = 'allow:\n- groupKnd: Widget\n';
  const parsed = await parseResourceSelector(text, 'rules.yaml');
  expect(parsed.ok ? [] : parsed.problems.map(({ code, at }) => [code, at?.file, at?.start])).toEqual([
    ['CONFIG_INVALID', 'rules.yaml', 9],
  ]);
});
