import { expect, test } from 'vitest';
import { findPulled } from './pull-policy.ts';

const digest = `sha256:${'a'.repeat(64)}`;
const [web, latest] = [`web:1@${digest}`, `web:latest@${digest}`];
const pulledOf = (container: object): number =>
  findPulled(
    {
      text: JSON.stringify({
        ...{ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web' } },
        spec: { template: { spec: { initContainers: [container] } } },
      }),
      ...{ objects: [], warnings: [], unusedArtifacts: [] },
    },
    new Set([web, latest]),
  ).length;

test.each<[string, object, number]>([
  ['Always', { image: web, imagePullPolicy: 'Always' }, 1],
  ['latest without a policy', { image: latest }, 1],
  ['latest with an empty policy', { image: latest, imagePullPolicy: '' }, 1],
  ['latest that stays', { image: latest, imagePullPolicy: 'IfNotPresent' }, 0],
  ['a tag without a policy', { image: web }, 0],
  ['Never', { image: web, imagePullPolicy: 'Never' }, 0],
  ['an image that is not loaded', { image: 'nginx', imagePullPolicy: 'Always' }, 0],
])('%s', (_, container, count) => {
  expect(pulledOf(container)).toBe(count);
});
