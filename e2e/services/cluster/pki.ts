/** The cluster's authority, a certificate for each of its parts, and the kubeconfigs that hold them. EC P-256, two days. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { needProgram } from '../service.ts';
import { findProgram } from '../tools.ts';
import { NODE, NODE_IP, SERVICE_OF_API } from './addresses.ts';

/** Absolute paths of PEM files. */
export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Pki {
  readonly ca: Pair;
  readonly server: Pair;
  /** What the API server shows to the kubelet. */
  readonly kubeletClient: Pair;
  readonly admin: Pair;
  readonly controllers: Pair;
  readonly scheduler: Pair;
  readonly proxy: Pair;
  readonly kubelet: Pair;
  /** Signs the tokens of service accounts. */
  readonly accounts: string;
}

/** Makes all of them in a folder. */
export async function createPki(folder: string): Promise<Pki> {
  const openssl = needProgram('openssl', findProgram('openssl'), 'install-debian.sh');
  const pair = (name: string): Pair => ({ cert: join(folder, `${name}.pem`), key: join(folder, `${name}.key`) });
  const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  const ca = pair('ca');
  const issue = async (name: string, subject: string, extensions: readonly string[], signer: readonly string[]) => {
    const made = pair(name);
    const files = ['-keyout', made.key, '-out', made.cert];
    const added = extensions.flatMap((extension) => ['-addext', extension]);
    await execa(openssl, ['req', '-x509', ...newKey, '-subj', subject, ...files, ...signer, ...added]);
    return made;
  };
  await issue('ca', '/CN=orchestrator e2e cluster CA', ['keyUsage=critical,keyCertSign,cRLSign'], []);
  const usages = ['basicConstraints=critical,CA:FALSE', 'extendedKeyUsage=serverAuth,clientAuth'];
  const leaf = (name: string, subject: string, names?: string): Promise<Pair> =>
    issue(
      name,
      subject,
      [...usages, ...(names === undefined ? [] : [`subjectAltName=${names}`])],
      [...['-CA', ca.cert, '-CAkey', ca.key]],
    );
  const hosts = ['localhost', 'kubernetes', 'kubernetes.default', 'kubernetes.default.svc'];
  const addresses = ['127.0.0.1', SERVICE_OF_API, NODE_IP];
  const serverNames = [...hosts.map((host) => `DNS:${host}`), ...addresses.map((address) => `IP:${address}`)].join();
  const accounts = join(folder, 'accounts.key');
  const [server, kubeletClient, admin, controllers, scheduler, proxy, kubelet] = await Promise.all([
    leaf('server', '/CN=kube-apiserver', serverNames),
    leaf('kubelet-client', '/O=system:masters/CN=kubelet-client'),
    leaf('admin', '/O=system:masters/CN=admin'),
    leaf('controllers', '/CN=system:kube-controller-manager'),
    leaf('scheduler', '/CN=system:kube-scheduler'),
    leaf('proxy', '/CN=system:kube-proxy'),
    leaf('kubelet', `/O=system:nodes/CN=system:node:${NODE}`, `IP:${NODE_IP},DNS:${NODE}`),
    execa(openssl, ['ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', accounts]),
  ]);
  return { ca, server, kubeletClient, admin, controllers, scheduler, proxy, kubelet, accounts };
}

export interface KubeconfigFacts {
  readonly server: string;
  readonly ca: string;
  readonly user: Pair;
  /** Of the context, the cluster and the user alike. */
  readonly name: string;
}

/** Writes a kubeconfig with everything in it. @returns Its path. */
export async function writeKubeconfig(file: string, { server, ca, user, name }: KubeconfigFacts): Promise<string> {
  const inline = async (path: string) => (await readFile(path)).toString('base64');
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority-data': await inline(ca) } }],
    users: [
      {
        name,
        user: {
          'client-certificate-data': await inline(user.cert),
          'client-key-data': await inline(user.key),
        },
      },
    ],
    contexts: [{ name, context: { cluster: name, user: name } }],
    'current-context': name,
  };
  // YAML reads JSON.
  await writeFile(file, JSON.stringify(config), { mode: 0o600 });
  return file;
}
