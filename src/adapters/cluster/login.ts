/**
 * Logs in by the program that a kubeconfig names, and keeps its answer as long as that says.
 *
 *     program, KUBERNETES_EXEC_INFO ─► {"kind": "ExecCredential", "status": {"token": …}} ─► TLS and headers of a request
 *
 * It gets no terminal. What it says on standard error is for the user, such as where to open a browser; its answer is
 * shown to nobody. Source: client.authentication.k8s.io/v1, ExecCredential.
 */
import type { RequestOptions } from 'node:https';
import { OrchestratorError } from '../../errors/problem.ts';
import { plainLine } from '../../lib/terminal-text.ts';
import type { Processes } from '../../ports/system.ts';

export interface LoginSettings {
  readonly apiVersion: string;
  /** Absolute. */
  readonly path: string;
  readonly args: readonly string[];
  /** Set beside the environment. */
  readonly env: Readonly<Record<string, string>>;
}

export interface LoginRoom {
  readonly processes: Pick<Processes, 'run'>;
  readonly env: Readonly<Record<string, string>>;
  readonly workDir: string;
  /** Gets each line that the program says to the user. */
  readonly tell: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Somebody may have to find a browser first. */
const DEADLINE_MS = 120_000;
/** What runs out within a request is as good as gone. */
const EARLY_MS = 10_000;

interface Credential {
  readonly token?: string;
  readonly clientCertificateData?: string;
  readonly clientKeyData?: string;
  readonly untilMs: number;
}

/** @returns Puts the login into a request. @throws OrchestratorError KUBE_LOGIN_FAILED, TOOL_MISSING, CANCELLED. */
export function createLogin(
  settings: LoginSettings,
  room: LoginRoom,
  deadlineMs: number = DEADLINE_MS,
): (options: RequestOptions) => Promise<void> {
  let known: Credential | undefined;
  return async (options) => {
    if (known === undefined || known.untilMs < Date.now() + EARLY_MS) known = await run(settings, room, deadlineMs);
    const { token, clientCertificateData: cert, clientKeyData: key } = known;
    if (cert !== undefined) options.cert = cert;
    if (key !== undefined) options.key = key;
    if (token !== undefined) options.headers = { ...options.headers, Authorization: `Bearer ${token}` };
  };
}

async function run(settings: LoginSettings, room: LoginRoom, timeoutMs: number): Promise<Credential> {
  const { apiVersion, path, args, env } = settings;
  const { processes, workDir, tell, signal } = room;
  const info = JSON.stringify({ apiVersion, kind: 'ExecCredential', spec: { interactive: false } });
  const finished = await processes
    .run([path, ...args], {
      cwd: workDir,
      env: { ...room.env, ...env, KUBERNETES_EXEC_INFO: info },
      onLine: (stream, line) => stream === 'stderr' && plainLine(line) !== '' && tell(plainLine(line)),
      ...{ signal, timeoutMs },
    })
    .catch((error: unknown) => {
      const isLate = error instanceof OrchestratorError && error.problems[0].code === 'TIMED_OUT';
      throw isLate ? failed(path, `gave no answer within ${Math.round(timeoutMs / 1000)} s`) : error;
    });
  if (finished.exitCode !== 0) throw failed(path, `ended with exit code ${finished.exitCode}`);
  return credentialOf(finished.stdout) ?? Promise.reject(failed(path, `gave no ExecCredential with a login`));
}

function credentialOf(text: string): Credential | undefined {
  const { status } = parse(text);
  if (typeof status !== 'object' || status === null) return undefined;
  const fields = status as Readonly<Record<string, unknown>>;
  const pick = (name: string) => (typeof fields[name] === 'string' ? { [name]: fields[name] } : {});
  const login = { ...pick('token'), ...pick('clientCertificateData'), ...pick('clientKeyData') };
  if (Object.keys(login).length === 0) return undefined;
  const until = Date.parse(String(fields['expirationTimestamp']));
  return { ...login, untilMs: Number.isNaN(until) ? Number.POSITIVE_INFINITY : until };
}

function parse(text: string): { readonly status?: unknown } {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : {};
  } catch {
    return {};
  }
}

const failed = (path: string, what: string): OrchestratorError =>
  new OrchestratorError({ code: 'KUBE_LOGIN_FAILED', message: `the login program ${path} ${what}` });
