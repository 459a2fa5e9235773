/**
 * All services of a run, started side by side, and what the tests are told about them.
 */
import { type Buildkit, startBuildkitd } from './buildkitd.ts';
import { type Certificates, createCertificates } from './certificates.ts';
import { type Registry, startDockerRegistry } from './docker-registry.ts';
import { type Engine, startDockerd } from './dockerd.ts';
import { createImages, type Images, pushImages } from './images.ts';
import { startOlareg } from './olareg.ts';
import { startPodman } from './podman.ts';
import { findPort } from './ports.ts';
import type { Run } from './run.ts';
import { isMissing, type Missing, MissingError, needProgram, type Running, type Service } from './service.ts';
import { startTokenRegistry, type TokenRegistry } from './token-registry.ts';
import { findProgram, findTool } from './tools.ts';
import { startToxiproxy, type Toxiproxy } from './toxiproxy.ts';

export interface Program {
  /** Absolute path. */
  readonly program: string;
}

export interface PasswordRegistry extends Registry {
  readonly username: string;
  readonly password: string;
}

/** Plain JSON. A test takes what it needs through `requireService`. */
export interface Services {
  /** docker-registry, plain HTTP, anybody may do everything; holds the base images; the engines' Docker Hub. */
  readonly registry: Service<Registry>;
  /** The same program behind one name and password (htpasswd). */
  readonly passwordRegistry: Service<PasswordRegistry>;
  /** The same program with TLS; `certificates.ca` signed it. */
  readonly tlsRegistry: Service<Registry>;
  /** The same program behind a token server. */
  readonly tokenRegistry: Service<TokenRegistry>;
  /** With the referrers API; plain HTTP; holds the base images too. */
  readonly olareg: Service<Registry>;
  readonly dockerd: Service<Engine>;
  readonly podman: Service<Engine>;
  readonly buildkitd: Service<Buildkit>;
  readonly toxiproxy: Service<Toxiproxy>;
  readonly certificates: Service<Certificates>;
  /** Base images in `registry` and `olareg`. */
  readonly images: Service<Images>;
  readonly crane: Service<Program>;
  readonly skopeo: Service<Program>;
  readonly docker: Service<Program>;
  /** What `# syntax=docker/dockerfile:1` runs; it lies in no image. */
  readonly frontend: Service<Program>;
  /** The OCI distribution conformance suite; see `conformance.ts`. */
  readonly conformance: Service<Program>;
  /** `logs`: one file per process, kept. `temporary`: goes away with the run. */
  readonly folders: { readonly logs: string; readonly temporary: string };
}

/** Starts all; what cannot be started is said in its place. Everything stops with the run. */
export async function startServices(run: Run): Promise<Services> {
  const user = { username: 'paula', password: 'registry-secret' };
  const port = await findPort();
  const mirror = `127.0.0.1:${port}`;

  const certificates = attempt('certificates', () => createCertificates(run));
  const registry = launch(run, 'docker-registry', () => startDockerRegistry(run, { port }));
  const olareg = launch(run, 'olareg', () => startOlareg(run));
  const passwordRegistry = launch(run, 'password-registry', async () => {
    const running = await startDockerRegistry(run, { name: 'password-registry', user });
    return { ...running, facts: { ...running.facts, ...user } };
  });
  const tlsRegistry = launch(run, 'tls-registry', async () => {
    const { serverCert: cert, serverKey: key, ca } = need(await certificates);
    return startDockerRegistry(run, { name: 'tls-registry', tls: { cert, key, ca } });
  });
  const tokenRegistry = launch(run, 'token-registry', async () => startTokenRegistry(run, need(await certificates)));
  const dockerd = launch(run, 'dockerd', () => startDockerd(run, { mirror: `http://${mirror}` }));
  const podman = launch(run, 'podman', () => startPodman(run, { mirror }));
  const buildkitd = launch(run, 'buildkitd', async () => {
    const second = await olareg;
    return startBuildkitd(run, { registries: [mirror, ...(isMissing(second) ? [] : [second.host])] });
  });
  const toxiproxy = launch(run, 'toxiproxy', () => startToxiproxy(run));
  const images = attempt('base images', async () => {
    const made = await createImages();
    const [one, two] = await Promise.all([registry, olareg]);
    const [pushed] = await Promise.all([one, two].map((target) => pushImages(made, need(target).host)));
    return pushed ?? Promise.reject(new Error('nothing was pushed'));
  });
  const program = (name: string, path: string | undefined, installer: string) =>
    attempt(name, async () => ({ program: needProgram(name, path, installer) }));

  return {
    registry: await registry,
    passwordRegistry: await passwordRegistry,
    tlsRegistry: await tlsRegistry,
    tokenRegistry: await tokenRegistry,
    olareg: await olareg,
    dockerd: await dockerd,
    podman: await podman,
    buildkitd: await buildkitd,
    toxiproxy: await toxiproxy,
    certificates: await certificates,
    images: await images,
    crane: await program('crane', findTool('crane'), 'install-tools.sh'),
    skopeo: await program('skopeo', findProgram('skopeo'), 'install-debian.sh'),
    docker: await program('docker', findProgram('docker'), 'install-debian.sh'),
    frontend: await program('dockerfile-frontend', findTool('dockerfile-frontend'), 'install-tools.sh'),
    conformance: await program('oci-conformance', findTool('oci-conformance'), 'install-tools.sh'),
    folders: { logs: run.logs, temporary: run.folder },
  };
}

async function launch<Facts extends object>(
  run: Run,
  name: string,
  start: () => Promise<Running<Facts>>,
): Promise<Service<Facts>> {
  return attempt(name, async () => {
    const { facts, stop } = await start();
    run.defer(stop);
    return facts;
  });
}

async function attempt<Facts extends object>(name: string, make: () => Promise<Facts>): Promise<Service<Facts>> {
  try {
    return await make();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return error instanceof MissingError ? { missing: message } : { missing: `${name}: ${message}`, broken: true };
  }
}

/** What another service stands on; its reason becomes ours. */
function need<Facts extends object>(service: Facts | Missing): Facts {
  if (!isMissing(service)) return service;
  throw service.broken ? new Error(service.missing) : new MissingError(service.missing);
}
