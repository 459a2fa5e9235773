/** What commands get of the outside, as types; wire.ts makes it. */
import type { Emit } from '../events/event.ts';
import type { Platform } from '../image/platform.ts';
import type { ClusterSettings } from '../pipeline/cluster/cluster-settings.ts';
import type { Project } from '../pipeline/load.ts';
import type { PipelinePorts } from '../pipeline/ports.ts';
import type { Cluster } from '../ports/cluster.ts';
import type { Registry } from '../ports/registry.ts';
import type { FlagValues } from './flags.ts';
import type { Host } from './host.ts';

/** What the machine is; asked once. */
export interface Machine {
  readonly platform: Platform;
  /** `linux`, `darwin`. */
  readonly os: string;
  readonly cpus: number;
  readonly home: string;
}

export interface Wiring {
  readonly machine: Machine;
  readonly signal: AbortSignal;
  readonly emit: Emit;
  /** Reads the config that the flags name. */
  load(): Promise<Project>;
  /** Everything that a run of this project needs. */
  connect(project: Project): Promise<PipelinePorts>;
  /**
   * The cluster that the flags, the config's settings and the environment name; the first that says one.
   *
   * @throws OrchestratorError KUBECONFIG_INVALID, KUBE_PROGRAM_REFUSED, NETWORK_REFUSED.
   */
  connectCluster(settings?: Pick<ClusterSettings, 'context' | 'forceConflicts'>): Promise<Cluster>;
  /** Registries, for those that work without a config. */
  connectRegistry(project: Project | undefined): Promise<Registry>;
  /** The ports that need no config. */
  readonly base: BasePorts;
  /** This program, to be started anew: Node and its first file. */
  readonly program: readonly string[];
  /** Ends what was opened. */
  close(): Promise<void>;
}

export type BasePorts = Pick<PipelinePorts, 'system' | 'tree' | 'readStdin' | 'emit' | 'env' | 'workDir' | 'signal'>;

export interface WiringRequest {
  readonly host: Host;
  readonly emit: Emit;
  readonly signal: AbortSignal;
  readonly flags: FlagValues;
  readonly command: string;
  /** Absolute path of the folder that the program was started from. */
  readonly programFolder: string;
}
