import { expect, test } from 'vitest';
import { answerFlags } from './early-mistake.ts';

test.each<[string, Record<string, string>, object]>([
  ['build --no-such-flag', {}, {}],
  ['build --no-such-flag --format=json', {}, { format: 'json' }],
  ['--format json --no-such-flag', {}, { format: 'json' }],
  ['build --format=text --format=json', {}, { format: 'json' }],
  ['build --progress=json --push=maybe', {}, { progress: 'json' }],
  ['build', { ORCHESTRATOR_FORMAT: 'json', SKAFFOLD_FORMAT: 'text' }, { format: 'json' }],
  ['build --format=text', { ORCHESTRATOR_FORMAT: 'json' }, { format: 'text' }],
  ['build', { SKAFFOLD_PROGRESS: 'json' }, { progress: 'json' }],
  ['build -- --format=json', {}, {}],
  ['build --formats=json', {}, {}],
  ['build --format', {}, {}],
])('how "%s" wants to be answered', (line, env, expected) => {
  expect(answerFlags(line.split(' '), env)).toEqual(expected);
});
