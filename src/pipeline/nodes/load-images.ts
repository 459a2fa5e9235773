/**
 * Images that no registry has → into the nodes that lack them.
 *
 *     references ─► nodes, and what each lacks ─► one archive for all that lack the same ─► program of the way
 */
import { OrchestratorError } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import type { Step } from '../../events/event.ts';
import { formatReference, parseReference } from '../../image/reference.ts';
import { inParallel } from '../../lib/in-parallel.ts';
import { countOf } from '../../lib/terminal-text.ts';
import { type ClusterNode, readNode } from '../../live/node.ts';
import { chooseNodeWay, type NodeWay } from '../../live/node-way.ts';
import { type ArchivedImage, nodeNameOf } from '../../oci/image-archive.ts';
import { createTar } from '../../oci/tar.ts';
import type { Cluster } from '../../ports/cluster.ts';
import type { PipelinePorts } from '../ports.ts';
import { withStep } from '../step.ts';
import { findSocket } from './find-socket.ts';
import { entriesOf, readContent } from './image-content.ts';
import { importArchive, listImages } from './import-archive.ts';
import { rememberLoaded } from './loaded.ts';

export type LoadPorts = Pick<
  PipelinePorts,
  'records' | 'system' | 'store' | 'registry' | 'env' | 'workDir' | 'emit' | 'signal'
>;

export interface Loaded {
  /** `kind`, `ctr`, … */
  readonly tool: NodeWay['tool'];
  /** Nodes that got something. */
  readonly nodes: readonly string[];
  /** References that some node lacked. */
  readonly images: readonly string[];
}

export const loadStep = { id: 'load', title: 'load images into nodes', needs: [] } as const satisfies Step;

/** Groups of nodes that are written to at once. */
const AT_ONCE = 4;

/**
 * @param references `name:tag@digest`, each as manifests have it.
 * @throws OrchestratorError LOAD_FAILED, TOOL_MISSING, REGISTRY_*, CLUSTER_*, TARGET_REFUSED, CANCELLED.
 */
export async function loadImages(references: readonly string[], cluster: Cluster, ports: LoadPorts): Promise<Loaded> {
  const { value } = await withStep(loadStep.id, ports, async () => {
    const wanted = [...new Set(references)].map(digested);
    const loaded = await loadNow(wanted, cluster, ports);
    await rememberLoaded(references, cluster.target, ports);
    const { images, nodes, tool } = loaded;
    const result =
      images.length === 0
        ? 'the nodes have all'
        : `${countOf(images.length, 'image')} into ${nodes.join(', ')} by ${tool}`;
    return { outcome: images.length === 0 ? 'cached' : 'done', result, value: loaded };
  });
  return value;
}

async function loadNow(
  wanted: readonly ArchivedImage['reference'][],
  cluster: Cluster,
  ports: LoadPorts,
): Promise<Loaded> {
  const nodes = await readNodes(cluster, ports);
  const way = unwrap(chooseNodeWay(cluster.target.context, nodes, await readBootId(ports)));
  const socket = way.tool === 'ctr' ? await findSocket(nodes, ports) : undefined;
  const groups = groupNodes(await withExactImages(way, socket, nodes, ports), wanted, way);
  const missing = wanted.filter((one) => groups.some(({ lacking }) => lacking.includes(one)));
  const content = new Map<ArchivedImage['reference'], ArchivedImage>();
  await inParallel(
    missing,
    AT_ONCE,
    async (one, signal) => void content.set(one, await readContent(one, { ...ports, signal })),
    ports.signal,
  );
  const load = ({ nodes: names, lacking }: Group, signal: AbortSignal): Promise<void> => {
    const images = lacking.flatMap((one) => content.get(one) ?? []);
    return importArchive({ way, socket, nodes: names, ...archiveOf(names, images, ports) }, { ...ports, signal });
  };
  await inParallel(groups, AT_ONCE, load, ports.signal);
  return { tool: way.tool, nodes: groups.flatMap((group) => group.nodes), images: missing.map(formatReference) };
}

async function readNodes(cluster: Cluster, { signal }: LoadPorts): Promise<readonly ClusterNode[]> {
  const kind = await cluster.kindOf('v1', 'Node', signal);
  if (kind === undefined) throw new Error('a cluster without nodes');
  return (await cluster.list(kind, {}, signal)).items.map(readNode);
}

/** The same for all that runs on one kernel. Undefined where there is none such. */
async function readBootId({ system: { files }, signal }: LoadPorts): Promise<string | undefined> {
  const file = '/proc/sys/kernel/random/boot_id';
  return (await files.stat(file)) === undefined ? undefined : (await files.readText(file, signal)).trim();
}

/** A kubelet tells of its images late, and not of all; containerd itself knows. */
async function withExactImages(
  way: NodeWay,
  socket: string | undefined,
  nodes: readonly ClusterNode[],
  ports: LoadPorts,
): Promise<readonly ClusterNode[]> {
  if (way.tool !== 'ctr') return nodes;
  const images = await listImages(socket, ports);
  return nodes.map((node) => ({ ...node, images }));
}

interface Group {
  readonly nodes: readonly string[];
  readonly lacking: readonly ArchivedImage['reference'][];
}

/** Nodes that lack the same get the same archive. Only kind can leave nodes out: the others are one group. */
function groupNodes(
  nodes: readonly ClusterNode[],
  wanted: readonly ArchivedImage['reference'][],
  { tool }: NodeWay,
): readonly Group[] {
  const lackedBy = ({ images }: ClusterNode) => wanted.filter((one) => !images.has(nodeNameOf(one)));
  const wanting = nodes.filter((node) => lackedBy(node).length > 0);
  if (tool !== 'kind') {
    const lacking = wanted.filter((one) => wanting.some((node) => lackedBy(node).includes(one)));
    return wanting.length === 0 ? [] : [{ nodes: wanting.map(({ name }) => name), lacking }];
  }
  const groups = new Map<string, Group>();
  for (const node of wanting) {
    const lacking = lackedBy(node);
    const key = lacking.map(nodeNameOf).join();
    groups.set(key, { nodes: [...(groups.get(key)?.nodes ?? []), node.name], lacking });
  }
  return [...groups.values()];
}

/** Tells how far the reading is: whoever takes the archive reads it as fast as it writes. */
function archiveOf(nodes: readonly string[], images: readonly ArchivedImage[], ports: LoadPorts) {
  const { emit } = ports;
  const entries = entriesOf(images, ports);
  const total = entries.reduce((sum, { size }) => sum + size, 0);
  const archive = async function* (signal: AbortSignal): AsyncGenerator<Uint8Array> {
    let done = 0;
    for await (const chunk of createTar(entries, { end: true, signal })) {
      yield chunk;
      done = Math.min(done + chunk.length, total);
      emit({ type: 'step.progress', step: loadStep.id, part: nodes.join(', '), done, total, unit: 'bytes' });
    }
  };
  const onLine = (line: string): void => emit({ type: 'step.output', step: loadStep.id, stream: 'stdout', line });
  return { archive, onLine };
}

function digested(text: string): ArchivedImage['reference'] {
  const { digest, ...reference } = unwrap(parseReference(text));
  if (digest !== undefined) return { ...reference, digest };
  throw new OrchestratorError({
    code: 'LOAD_FAILED',
    message: `${text} has no digest, and is loaded by it`,
    hint: 'Build it with --load, which gives every image one.',
  });
}
