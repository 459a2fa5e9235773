/**
 * Whether a cluster is the one that was meant. A context is only a name; a target is the authority that signs for the
 * API server and the UID of the namespace kube-system, which no two clusters have in common. Pure.
 *
 *     the UID is known on both sides     authority and UID count; the address may change
 *     it is not                          authority and address count
 */

/** What a cluster says of itself over the connection that is used. */
export interface TargetIdentity {
  /** `sha256:…` of the certificate of the authority that the server's chain ends in. */
  readonly ca: string;
  /** UID of the namespace kube-system; undefined where it may not be read. */
  readonly kubeSystem?: string | undefined;
  /** URL. */
  readonly server?: string | undefined;
}

/** A target that somebody said is the right one for a context. */
export interface KnownTarget extends TargetIdentity {
  readonly context: string;
  readonly protected?: boolean | undefined;
}

export function isSameTarget(known: TargetIdentity, found: TargetIdentity): boolean {
  if (known.ca !== found.ca) return false;
  if (known.kubeSystem !== undefined && found.kubeSystem !== undefined) return known.kubeSystem === found.kubeSystem;
  return known.server !== undefined && known.server === found.server;
}

export type Judged =
  | { readonly state: 'known'; readonly target: KnownTarget }
  /** The context is not in the list. */
  | { readonly state: 'new' }
  /** The context stands for another cluster there. */
  | { readonly state: 'other'; readonly expected: readonly [KnownTarget, ...KnownTarget[]] };

/** Several entries of one context are alternatives; one that is protected wins. */
export function judgeTarget(list: readonly KnownTarget[], context: string, found: TargetIdentity): Judged {
  const [first, ...rest] = list.filter((one) => one.context === context);
  if (first === undefined) return { state: 'new' };
  const same = [first, ...rest].filter((one) => isSameTarget(one, found));
  const target = same.find((one) => one.protected === true) ?? same[0];
  return target === undefined ? { state: 'other', expected: [first, ...rest] } : { state: 'known', target };
}

/** For people and for a diff by eye: `ca sha256:…, kube-system 7d1e…, at https://…`. */
export const describeTarget = ({ ca, kubeSystem, server }: TargetIdentity): string =>
  [`ca ${ca}`, `kube-system ${kubeSystem ?? 'not readable'}`, ...(server === undefined ? [] : [`at ${server}`])].join(
    ', ',
  );
