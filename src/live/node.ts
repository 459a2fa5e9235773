/** What a Node says of itself, as far as images are put into it. Pure. Source: Kubernetes API, core/v1 Node. */
import type { LiveObject } from './object.ts';
import { listAt, textAt } from './verdict/fields.ts';

export interface ClusterNode {
  readonly name: string;
  /** `kind://docker/NAME/NODE`; empty where nobody gave one. */
  readonly providerId: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `containerd://1.7.2`. */
  readonly runtime: string;
  /** Of the kernel that it runs on: the same for all that share one. */
  readonly bootId: string;
  /** Path of the runtime's socket, where the node's maker wrote it down. */
  readonly socket: string | undefined;
  /** Names of images that it has. A kubelet tells of 50 images. */
  readonly images: ReadonlySet<string>;
}

/** Where kubeadm keeps `unix:///run/containerd/containerd.sock`. */
const SOCKET = 'kubeadm.alpha.kubernetes.io/cri-socket';

export function readNode(node: LiveObject): ClusterNode {
  const { name, labels = {}, annotations = {} } = node.metadata;
  const images = listAt(node, 'status', 'images').flatMap((image) => listAt(image, 'names'));
  return {
    name,
    labels,
    providerId: textAt(node, 'spec', 'providerID') ?? '',
    runtime: textAt(node, 'status', 'nodeInfo', 'containerRuntimeVersion') ?? '',
    bootId: textAt(node, 'status', 'nodeInfo', 'bootID') ?? '',
    socket: annotations[SOCKET]?.replace(/^unix:\/\//, ''),
    images: new Set(images.filter((one) => typeof one === 'string')),
  };
}
