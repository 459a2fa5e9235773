/**
 * What a deployer is: rendered objects in, a plan out, and the plan carried out. One object in one file, its schema
 * beside it. It sees its own piece of the config and ports.
 *
 *     rendered ─plan─► what would change, as values ─apply─► done
 */
import type { Rendered } from '../manifest/rendered.ts';
import type { Files } from '../ports/system.ts';

export interface DeployJob<Spec> {
  readonly spec: Spec;
  readonly rendered: Pick<Rendered, 'text' | 'objects'>;
  /** The folder of the config, absolute; paths are relative to it. */
  readonly configDir: string;
  /** Absolute; what people read is relative to it. */
  readonly workDir: string;
  /** Takes over what is not ours or was edited. */
  readonly force: boolean;
  /** Removes however much it comes to. */
  readonly allowPrune: boolean;
}

export interface DeployPorts {
  readonly files: Files;
  readonly signal: AbortSignal;
}

/** Names of what is touched, each in one list; sorted. */
export interface Changes {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly kept: readonly string[];
  readonly pruned: readonly string[];
  /** Not rendered any more, and kept because it asks for that. */
  readonly retained: readonly string[];
}

export interface DeployPlan {
  /** Where to, as the user would write it. */
  readonly target: string;
  readonly changes: Changes;
  /** What changes, as `diff -u` writes it; values of Secrets masked. Empty where nothing does. */
  readonly diff: string;
  /** What was decided that people may want to know. */
  readonly notices: readonly string[];
}

export interface Deployer<Spec, Plan extends DeployPlan = DeployPlan> {
  readonly kind: string;
  /**
   * Looks, and changes nothing.
   *
   * @throws OrchestratorError MANIFEST_INVALID, DEPLOY_CONFLICT and DEPLOY_REFUSED with all that is in the way;
   *   FILE_FAILED, CANCELLED.
   */
  plan(job: DeployJob<Spec>, ports: DeployPorts): Promise<Plan>;
  /** @throws OrchestratorError DISK_FULL, FILE_FAILED, CANCELLED; planning anew goes on where it stopped. */
  apply(plan: Plan, ports: DeployPorts): Promise<void>;
}
