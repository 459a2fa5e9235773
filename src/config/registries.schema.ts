/** `registries:` of the config: how to reach a registry, and whom it may send a credential to. Ours, not Skaffold's. */
import * as z from 'zod';

const host = z
  .string()
  .regex(/^(?:\[[0-9a-fA-F:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?)(?::\d{1,5})?$/, 'write HOST or HOST:PORT');

export const registriesSchema = z.array(
  z.strictObject({
    host: host.describe('The registry as it stands in image names: HOST or HOST:PORT; docker.io is Docker Hub.'),
    insecure: z
      .boolean()
      .optional()
      .describe('Speak plain HTTP. Loopback addresses do so unless this is false or a certificate is given.'),
    mirrors: z
      .array(z.string().regex(/^[^/:]+(?::\d{1,5})?(?:\/[^/]+)*$/, 'write HOST[:PORT][/PREFIX]'))
      .optional()
      .describe('HOST[:PORT][/PREFIX], asked in this order before the registry itself; never pushed to.'),
    caFile: z.string().optional().describe('PEM file of the authorities that may sign its certificate.'),
    certFile: z.string().optional().describe('PEM file of the client certificate; needs keyFile.'),
    keyFile: z.string().optional().describe('PEM file of the key of certFile.'),
    realms: z
      .array(z.string().regex(/^https:\/\/[^/?#@]+\/?$/, 'write https://HOST[:PORT]'))
      .optional()
      .describe('Token services on other hosts that credentials of this registry may go to: https://HOST[:PORT].'),
    uploadHosts: z
      .array(host)
      .optional()
      .describe('Other hosts that it may send uploads to; they get the bytes and no credential.'),
  }),
);
