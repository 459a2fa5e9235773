/** What the rows of a cluster have in common. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Room } from '../cluster/room.ts';
import type { Rule } from '../faults/rules.ts';
import { type ScriptedProxy, startScriptedProxy } from '../faults/scripted-proxy.ts';

/** A failure in the API's own words. */
export const unavailable = { kind: 'Status', status: 'Failure', message: 'scripted', code: 503 };

export const configMap = (name: string, value = '1', more = ''): string =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}${more}}\ndata: {a: "${value}"}\n`;
export const configMaps = (count: number): string =>
  Array.from({ length: count }, (_, index) => configMap(`m${index}`)).join('---\n');

/** An admission webhook that the API server reaches: what the rules answer. */
export async function startWebhook({ cluster }: Room, rules: readonly Rule[]): Promise<ScriptedProxy> {
  const { cert, key } = cluster.pki.server;
  const tls = { cert: await readFile(cert, 'utf8'), key: await readFile(key, 'utf8') };
  const webhook = await startScriptedProxy({ upstream: 'http://127.0.0.1:1', tls, rules });
  onTestFinished(() => webhook.close());
  return webhook;
}

/** Has the API server ask it of each ConfigMap of the namespace. @param url Of the webhook; anybody or nobody listens. */
export async function registerWebhook(
  { cluster, cwd, kubectl, namespace }: Room,
  kind: 'Validating' | 'Mutating',
  url: string,
): Promise<void> {
  const file = join(cwd, 'webhook.json');
  const configuration = {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: `${kind}WebhookConfiguration`,
    metadata: { name: namespace },
    webhooks: [
      {
        name: 'maps.faults.test',
        clientConfig: { url, caBundle: (await readFile(cluster.pki.ca.cert)).toString('base64') },
        rules: [{ apiGroups: [''], apiVersions: ['v1'], resources: ['configmaps'], operations: ['CREATE', 'UPDATE'] }],
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': namespace } },
        ...{ timeoutSeconds: 1, sideEffects: 'None', admissionReviewVersions: ['v1'] },
      },
    ],
  };
  await writeFile(file, JSON.stringify(configuration));
  onTestFinished(async () => void (await kubectl('delete', '-f', file)));
  await kubectl('create', '-f', file);
}

/** What a webhook answers to a review. */
export const review =
  (response: object) =>
  async ({ readText }: { readText(): Promise<string> }) => {
    const { uid } = JSON.parse(await readText()).request;
    const body = { apiVersion: 'admission.k8s.io/v1', kind: 'AdmissionReview', response: { uid, ...response } };
    return { status: 200, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
  };
