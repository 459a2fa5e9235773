import { describe, expect, test } from 'vitest';
import { type ClusterNode, readNode } from './node.ts';
import { chooseNodeWay } from './node-way.ts';

const node = (more: Partial<ClusterNode> = {}): ClusterNode => ({
  ...{ name: 'n1', providerId: '', labels: {}, runtime: 'containerd://1.7.2', bootId: 'here', socket: undefined },
  images: new Set(),
  ...more,
});

describe('a way into the nodes', () => {
  test.each<[string, string, Partial<ClusterNode>, object]>([
    [
      'kind, by its provider',
      'dev',
      { providerId: 'kind://docker/shop/shop-worker' },
      { tool: 'kind', cluster: 'shop' },
    ],
    ['kind, by podman', 'dev', { providerId: 'kind://podman/a-b/a-b-worker' }, { tool: 'kind', cluster: 'a-b' }],
    ['kind, by its context', 'kind-shop', {}, { tool: 'kind', cluster: 'shop' }],
    ['kind, as old ones name it', 'shop@kind', {}, { tool: 'kind', cluster: 'shop' }],
    ['k3d, by its provider', 'dev', { providerId: 'k3s://k3d-a-b-server-0' }, { tool: 'k3d', cluster: 'a-b' }],
    ['k3d, by its context', 'k3d-shop', {}, { tool: 'k3d', cluster: 'shop' }],
    ['minikube, by its label', 'p1', { labels: { 'minikube.k8s.io/name': 'p1' } }, { tool: 'minikube', cluster: 'p1' }],
    ['minikube, by its context', 'minikube', {}, { tool: 'minikube', cluster: 'minikube' }],
    ['k3s itself on this machine', 'default', { providerId: 'k3s://box' }, { tool: 'ctr' }],
    [
      'what nodes say before what a context is called',
      'k3d-x',
      { providerId: 'kind://docker/y/n' },
      { tool: 'kind', cluster: 'y' },
    ],
  ])('%s', (_, context, more, way) => {
    expect(chooseNodeWay(context, [node(), node(more)], 'here')).toEqual({ ok: true, value: way });
  });

  test.each<[string, readonly ClusterNode[], string | undefined, RegExp]>([
    ['another machine', [node(), node({ name: 'far', bootId: 'there' })], 'here', /no way is known into node far of/],
    ['a machine that says no boot', [node({ bootId: '' })], '', /no way is known into node n1/],
    ['a machine of ours without one', [node()], undefined, /no way is known into node n1/],
    ['no node', [], 'here', /has no node/],
    ['docker, also of minikube', [node({ runtime: 'docker://27.1' })], 'here', /node n1 runs docker:\/\/27.1/],
  ])('none into %s', (_, nodes, bootId, message) => {
    const found = chooseNodeWay('minikube-2', nodes, bootId);
    expect(found).toMatchObject({
      ok: false,
      problems: [{ code: 'LOAD_FAILED', message: expect.stringMatching(message) }],
    });
  });
});

test('what a node says', () => {
  const live = {
    ...{ apiVersion: 'v1', kind: 'Node', spec: { providerID: 'kind://docker/a/b' } },
    metadata: { name: 'b', annotations: { 'kubeadm.alpha.kubernetes.io/cri-socket': 'unix:///run/c.sock' } },
    status: {
      nodeInfo: { containerRuntimeVersion: 'containerd://1.6', bootID: 'x' },
      images: [{ names: ['a@sha256:1', 'a:1'] }, { names: null }, {}],
    },
  };
  expect(readNode(live)).toEqual(
    node({
      ...{
        name: 'b',
        providerId: 'kind://docker/a/b',
        runtime: 'containerd://1.6',
        bootId: 'x',
        socket: '/run/c.sock',
      },
      images: new Set(['a@sha256:1', 'a:1']),
    }),
  );
});
