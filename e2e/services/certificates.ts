/**
 * A certificate authority of the run's own, with one server and one client certificate.
 *
 * EC P-256, valid for two days. The server's names are `localhost` and 127.0.0.1.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Run } from './run.ts';
import { needProgram } from './service.ts';
import { findProgram } from './tools.ts';

/** Absolute paths of PEM files. */
export interface Certificates {
  readonly ca: string;
  readonly serverCert: string;
  readonly serverKey: string;
  readonly clientCert: string;
  readonly clientKey: string;
}

/** Makes all of them in a fresh folder of the run. */
export async function createCertificates(run: Run): Promise<Certificates> {
  const openssl = needProgram('openssl', findProgram('openssl'), 'install-debian.sh');
  const folder = await run.createFolder('certificates');
  const at = (name: string) => join(folder, name);
  const issue = (name: string, subject: string, extensions: readonly string[], signer: readonly string[]) =>
    execa(openssl, [
      ...['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'],
      ...['-subj', `/CN=${subject}`, '-keyout', at(`${name}.key`), '-out', at(`${name}.pem`), ...signer],
      ...extensions.flatMap((extension) => ['-addext', extension]),
    ]);

  await issue('ca', 'orchestrator e2e CA', ['keyUsage=critical,keyCertSign,digitalSignature'], []);
  const byCa = ['-CA', at('ca.pem'), '-CAkey', at('ca.key')];
  const leaf = ['basicConstraints=critical,CA:FALSE', 'keyUsage=critical,digitalSignature'];
  await issue(
    'server',
    'localhost',
    [...leaf, 'subjectAltName=DNS:localhost,IP:127.0.0.1', 'extendedKeyUsage=serverAuth'],
    byCa,
  );
  await issue('client', 'e2e client', [...leaf, 'extendedKeyUsage=clientAuth'], byCa);
  return {
    ca: at('ca.pem'),
    serverCert: at('server.pem'),
    serverKey: at('server.key'),
    clientCert: at('client.pem'),
    clientKey: at('client.key'),
  };
}

/** DER of the first certificate in a PEM file, in base64: what a JWT's `x5c` header holds. */
export async function readDer(path: string): Promise<string> {
  const pem = await readFile(path, 'utf8');
  return (
    pem.split('-----END CERTIFICATE-----')[0]?.replace('-----BEGIN CERTIFICATE-----', '').replaceAll(/\s/g, '') ?? ''
  );
}
