/** What the registry client is told, by whoever makes it. */
import type { LookupFunction } from 'node:net';
import type { Records } from '../../ports/records.ts';
import type { System } from '../../ports/system.ts';
import type { Places } from './endpoint.ts';
import type { Attempt } from './persistence.ts';
import type { Env } from './proxy.ts';
import type { RetryPolicy } from './retry.ts';
import type { Resumed } from './room.ts';
import type { Limited } from './turns.ts';

export interface RegistryClientOptions extends Partial<Places> {
  readonly system: System;
  /** For DOCKER_CONFIG, REGISTRY_AUTH_FILE, the proxy variables, and as the environment of credential helpers. */
  readonly env: Env;
  /** The user's home folder. */
  readonly home: string;
  /** Programs below it are not taken for credential helpers. */
  readonly projectFolder: string;
  /** `orchestrator` unless said. */
  readonly userAgent?: string;
  /** Requests to one host at once, for reading and for writing each, until it asks for fewer; 12 unless said. */
  readonly perHost?: number;
  /** Blobs above it are sent in chunks of it, of less where connections are cut, of up to four times where that was fast. */
  readonly chunkBytes?: number;
  /** 30 s unless said. */
  readonly connectMs?: number;
  /** Silence that ends an exchange; 60 s unless said. */
  readonly idleMs?: number;
  /** How long a registry may take to check and store what it was sent; 5 minutes unless said. */
  readonly commitMs?: number;
  /** How long a credential helper may take; 30 s unless said. */
  readonly helperMs?: number;
  readonly retry?: Partial<RetryPolicy>;
  /** At least 0, less than 1; for the pauses between attempts. */
  readonly random?: () => number;
  /** Told of each attempt that failed and is made again. */
  readonly onRetry?: (attempt: Attempt) => void;
  /** Told once of each registry that asks for fewer requests. */
  readonly onLimit?: (limited: Limited) => void;
  /** Where uploads are noted for the next run; absent: they begin anew there. */
  readonly records?: Records;
  readonly onResume?: (resumed: Resumed) => void;
  /** How names become addresses; Node's own unless given. */
  readonly lookup?: LookupFunction;
}
