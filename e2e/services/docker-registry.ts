/**
 * Debian's docker-registry (distribution 2.8): the registry that most people run themselves.
 *
 * It answers 404 for the referrers API, so clients fall back to tags there.
 * One function starts every variant: plain, with passwords, with TLS, with client certificates, with tokens.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { removeFolder, startDaemon } from './daemon.ts';
import { ask } from './http.ts';
import { findPort } from './ports.ts';
import type { Run } from './run.ts';
import { needProgram, type Running } from './service.ts';
import { findProgram } from './tools.ts';

export interface Registry {
  /** `127.0.0.1:PORT`, as it stands in an image's name. */
  readonly host: string;
  /** `http://` or `https://` and the host, without a slash at the end. */
  readonly url: string;
  readonly log: string;
}

export interface DockerRegistryOptions {
  /** Names the log; default `docker-registry`. */
  readonly name?: string;
  /** Default: any free one. */
  readonly port?: number;
  readonly user?: { readonly username: string; readonly password: string };
  /** Paths of PEM files; with `clientCa` only clients with a certificate of that CA get in. */
  readonly tls?: { readonly cert: string; readonly key: string; readonly ca: string; readonly clientCa?: string };
  readonly token?: {
    readonly realm: string;
    readonly service: string;
    readonly issuer: string;
    /** Path of the PEM of the certificate that tokens are signed with. */
    readonly rootCertificates: string;
  };
}

/** Starts one; its images lie in a folder that goes away with it. */
export async function startDockerRegistry(run: Run, options: DockerRegistryOptions = {}): Promise<Running<Registry>> {
  const program = needProgram('docker-registry', findProgram('docker-registry'), 'install-debian.sh');
  const name = options.name ?? 'docker-registry';
  const folder = await run.createFolder(name);
  const port = options.port ?? (await findPort());
  const host = `127.0.0.1:${port}`;
  const { tls } = options;
  const url = `${tls ? 'https' : 'http'}://${host}`;

  const config = {
    version: '0.1',
    log: { level: 'info', accesslog: { disabled: false } },
    storage: { filesystem: { rootdirectory: join(folder, 'data') }, delete: { enabled: true } },
    http: {
      addr: host,
      ...(tls && {
        tls: { certificate: tls.cert, key: tls.key, ...(tls.clientCa && { clientcas: [tls.clientCa] }) },
      }),
    },
    auth: {
      ...(options.user && { htpasswd: { realm: 'e2e', path: await writePasswords(folder, options.user) } }),
      ...(options.token && {
        token: {
          realm: options.token.realm,
          service: options.token.service,
          issuer: options.token.issuer,
          rootcertbundle: options.token.rootCertificates,
        },
      }),
    },
  };
  // YAML reads JSON.
  await writeFile(join(folder, 'config.yml'), JSON.stringify(config));

  const ca = tls && (await readFile(tls.ca, 'utf8'));
  const daemon = await startDaemon(run, {
    name,
    program,
    args: ['serve', join(folder, 'config.yml')],
    probe: () => answers(url, ca, tls?.clientCa !== undefined),
  });
  return {
    facts: { host, url, log: daemon.log },
    stop: async () => {
      await daemon.stop();
      await removeFolder(folder);
    },
  };
}

async function answers(url: string, ca: string | undefined, wantsClient: boolean): Promise<boolean> {
  try {
    const { status } = await ask(`${url}/v2/`, ca === undefined ? {} : { ca });
    return status === 200 || status === 401;
  } catch (error) {
    // Where a client certificate is wanted, a refused handshake is an answer too.
    return wantsClient && (error as NodeJS.ErrnoException).code !== 'ECONNREFUSED';
  }
}

async function writePasswords(folder: string, user: { username: string; password: string }): Promise<string> {
  const htpasswd = needProgram('htpasswd', findProgram('htpasswd'), 'install-debian.sh');
  const path = join(folder, 'htpasswd');
  const { stdout } = await execa(htpasswd, ['-Bbn', user.username, user.password]);
  await writeFile(path, `${stdout}\n`);
  return path;
}
