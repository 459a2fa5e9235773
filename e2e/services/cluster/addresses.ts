/**
 * Where the node lives: fixed, since routes and filters of the whole machine name it. One cluster at a time.
 *
 *     10.244.255.1      the node, on an empty bridge of its own: kubelet and API server refuse loopback
 *     10.244.0.0/24     pods, routed point to point
 *     10.96.0.0/24      Services, rewritten by kube-proxy
 */
export const BRIDGE = 'orc-kube0';
export const NODE = 'node1';
export const NODE_IP = '10.244.255.1';
export const POD_RANGE = '10.244.0.0/16';
export const POD_SUBNET = '10.244.0.0/24';
export const SERVICE_RANGE = '10.96.0.0/24';
export const SERVICE_OF_API = '10.96.0.1';
export const SERVICE_OF_NAMES = '10.96.0.10';
/** For Services of type NodePort, on NODE_IP. */
export const NODE_PORTS = '26700-26799';

/** TCP ports; on NODE_IP for the kubelet and the name server, on 127.0.0.1 for the others. */
export const ports = {
  /** Held while a cluster runs. */
  claim: 26_001,
  kubelet: 26_250,
  kubeletHealth: 26_248,
  proxyHealth: 26_256,
  proxyMetrics: 26_249,
  controllers: 26_257,
  scheduler: 26_259,
  streaming: 26_010,
  names: 26_053,
} as const;
