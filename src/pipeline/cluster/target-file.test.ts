import { expect, test } from 'vitest';
import { unwrap } from '../../errors/result.ts';
import { parseTargets } from './target-file.ts';

const CA = `sha256:${'a'.repeat(64)}`;
const UID = '7d1e4c5e-0000-4000-8000-000000000001';
const head = 'apiVersion: orchestrator/v1\nkind: Targets\n';
const entry = (more: string): string => `${head}targets:\n  - context: prod\n    ca: ${CA}\n${more}`;

test('each target is read, with the place of its entry', () => {
  const text = entry(
    `    kubeSystem: ${UID}\n    protected: true\n  - {context: "1", ca: "${CA}", server: https://a:1}\n`,
  );
  const { targets } = unwrap(parseTargets(text, 'f.yaml'));
  expect(targets).toMatchObject([
    { context: 'prod', ca: CA, kubeSystem: UID, server: undefined, protected: true },
    { context: '1', ca: CA, kubeSystem: undefined, server: 'https://a:1', protected: false },
  ]);
  expect(targets.map(({ place }) => text.slice(place.start, place.end))).toEqual(['context', 'context']);
});

test.each([
  ['nothing', '', /must hold one document/, 1],
  ['two documents', `${head}targets: []\n---\n${head}`, /must hold one document/, 1],
  ['no YAML', '{', /./, 1],
  ['a list', '[]', /the document must be a map/, 1],
  ['another kind', `apiVersion: v1\nkind: Targets\ntargets: []`, /apiVersion must be "orchestrator\/v1"/, 1],
  ['no list', `${head}targets: {}`, /targets must be a list/, 3],
  ['an unknown field of the document', `${head}targets: []\ntarget: 1`, /target is no field/, 4],
  ['an unknown field', entry(`    kubeSystem: ${UID}\n    protect: true`), /targets\[0\]\.protect is no field/, 7],
  ['a wrong hash', entry(`    kubeSystem: ${UID}`).replace(CA, 'sha256:ab'), /targets\[0\]\.ca must be/, 5],
  ['a wrong UID', entry('    kubeSystem: kube-system'), /targets\[0\]\.kubeSystem must be the UID/, 6],
  ['plain HTTP', entry('    server: http://a'), /targets\[0\]\.server must be an https URL/, 6],
  ['a text for a flag', entry(`    kubeSystem: ${UID}\n    protected: "yes"`), /protected must be true or false/, 7],
  ['an authority alone', entry(''), /targets\[0\] needs kubeSystem, or server/, 4],
  ['an entry that is none', `${head}targets: [prod]`, /targets\[0\] must be a map/, 3],
])('%s is refused with its place', (_, text, why, line) => {
  const result = parseTargets(text, 'f.yaml');
  const problems = result.ok ? [] : result.problems;
  const found = problems.find(({ message }) => why.test(message));
  expect(found, JSON.stringify(problems.map(({ message }) => message))).toBeDefined();
  expect(text.slice(0, found?.at?.start).split('\n')).toHaveLength(line);
});
