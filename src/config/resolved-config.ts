/**
 * What a command gets of a config: its values with every default filled in, and what it needs to talk about them.
 *
 *     text ─► documents ─► profiles ─► rules ─► ResolvedConfig
 */
import type { SourceSpan } from '../errors/problem.ts';
import type { Config } from './config.schema.ts';

/** Where in a config: keys and indexes from the root, e.g. `['build', 'artifacts', 0, 'image']`. */
export type ConfigPath = readonly (string | number)[];

/** A field that was read and that no command acts on yet. A command that needs it refuses, with the place. */
export interface DormantField {
  /** As {@link formatPath} writes it, e.g. `deploy.kubectl` or `build.artifacts[0].sync`. */
  readonly path: string;
  readonly at: SourceSpan;
}

/** For people to read once; nothing is wrong. */
export interface Notice {
  readonly message: string;
}

export interface ConfigRequest {
  readonly text: string;
  /** As the user would write it; `-` is standard input. */
  readonly file: string;
  /** As --profile gave them: names in order, `-name` takes one away. */
  readonly profiles: readonly string[];
  /** Whether `profiles[].activation` counts. */
  readonly autoActivate: boolean;
  /** The command being run, e.g. `build`. */
  readonly command: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** --kube-context, else the current context; undefined when there is none. */
  readonly kubeContext: string | undefined;
  /** Whether it is --kube-context. */
  readonly isContextNamed?: boolean | undefined;
}

export interface ResolvedConfig {
  readonly config: Config;
  /** `apiVersion: skaffold/…`: the default deployer is then the cluster. */
  readonly isSkaffold: boolean;
  /** `manifests.rawYaml` when it was written, else `k8s/*.yaml` where Skaffold assumes it, else nothing. */
  readonly rawYaml: readonly string[];
  /** Nobody wrote `rawYaml`: a pattern without a match is then no error. */
  readonly assumesRawYaml: boolean;
  /** In the order in which they were applied. */
  readonly activeProfiles: readonly string[];
  readonly dormant: readonly DormantField[];
  readonly notices: readonly Notice[];
  /** Where a value was written, or the nearest value around it. */
  readonly placeOf: (path: ConfigPath) => SourceSpan;
  /** Where a text was written first; undefined where no value is this text. */
  readonly placeOfText: (text: string) => SourceSpan | undefined;
}
