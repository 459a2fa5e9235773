import { describe, expect, test } from 'vitest';
import { chooseConfigFile } from './find.ts';

describe('chooseConfigFile', () => {
  test.each([
    [['a', 'orchestrator.yaml'], 'orchestrator.yaml'],
    [['orchestrator.yml'], 'orchestrator.yml'],
    [['skaffold.yml', 'skaffold.yaml'], 'skaffold.yaml'],
    [['skaffold.yml'], 'skaffold.yml'],
  ])('of %j takes %s without a word', (names, name) => {
    expect(chooseConfigFile(names, '.')).toEqual({ ok: true, value: { name, notices: [] } });
  });

  test('prefers ours, and says so', () => {
    expect(chooseConfigFile(['skaffold.yaml', 'orchestrator.yaml'], '.')).toEqual({
      ok: true,
      value: { name: 'orchestrator.yaml', notices: ['orchestrator.yaml is read, skaffold.yaml beside it is not'] },
    });
  });

  test('says what it looked for, and what looks like it', () => {
    expect(chooseConfigFile(['scaffold.yaml'], 'app')).toMatchObject({
      ok: false,
      problems: [
        {
          code: 'CONFIG_NOT_FOUND',
          message: 'there is no orchestrator.yaml and no skaffold.yaml in "app"',
          hint: 'Did you mean "--filename=scaffold.yaml"?',
        },
      ],
    });
  });
});
