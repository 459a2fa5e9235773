import { expect, test } from 'vitest';
import { createSystem } from '../system/system.ts';
import { createEngineCredentials } from './engine-credentials.ts';
import { image, signal, useStage } from './stage.cases.ts';

const stage = useStage();
const auth = Buffer.from('tess:pw1234').toString('base64');

test.each([
  ['a password', { auth }, { username: 'tess', password: 'pw1234' }],
  ['an identity token', { identitytoken: 'it' }, { identitytoken: 'it' }],
  ['a registry token, which is of no use to an engine', { registrytoken: 'rt' }, undefined],
  ['nothing', {}, undefined],
])('an engine gets %s', async (_, entry, credential) => {
  await stage.writeDockerConfig({ auths: { 'r.example': entry, 'other.example': { auth } } });
  const room = { ...createSystem(), env: {}, home: stage.home, projectFolder: stage.project };
  expect(await createEngineCredentials(room)(image('r.example'), signal)).toEqual(credential);
});
