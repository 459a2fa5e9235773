import { describe, expect, test } from 'vitest';
import { soundConfig } from '../config/resolve.cases.ts';
import { OrchestratorError } from '../errors/problem.ts';
import { placeOf } from '../lib/text-place.ts';
import { createExpander } from './templates.ts';

const CONFIG = `apiVersion: orchestrator/v1
kind: Config
build:
  artifacts:
    - image: web
      layers:
        base: scratch
        env: {A: 'x {{cmd "id"}}'}
`;

async function problemOf(template: string, withPlaces = true) {
  const { placeOfText } = await soundConfig(CONFIG);
  try {
    createExpander({}, {}, withPlaces ? placeOfText : undefined)(template);
  } catch (error) {
    if (error instanceof OrchestratorError) return error.problems[0];
    throw error;
  }
  return undefined;
}

describe('a template that cannot be expanded', () => {
  test('is told at its place in the config', async () => {
    const problem = await problemOf('x {{cmd "id"}}');
    expect(problem).toMatchObject({ code: 'TEMPLATE_COMMAND_REFUSED', at: { file: 'orchestrator.yaml' } });
    expect(placeOf(CONFIG, problem?.at?.start ?? 0)).toEqual({ line: 8, column: 23 });
  });

  test('of no config keeps its place in its own text', async () => {
    expect(await problemOf('{{cmd}}')).toMatchObject({ at: { file: 'template', text: '{{cmd}}' } });
    expect(await problemOf('x {{cmd "id"}}', false)).toMatchObject({ at: { file: 'template' } });
  });
});
