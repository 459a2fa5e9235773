/**
 * The `layers` builder as a program of its own, bundled as the real one is, so that any Node can run it:
 *
 *     node layers-program.cjs CONTEXT STATE      → the digest, on stdout
 *
 * Files of `CONTEXT/src` on scratch, for two platforms, not pushed.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { createStore } from '../src/adapters/blobs/store.ts';
import { createDeflate } from '../src/adapters/deflate/deflate.ts';
import { createRecords } from '../src/adapters/records/records.ts';
import { createRegistryClient } from '../src/adapters/registry/client.ts';
import { createSystem } from '../src/adapters/system/system.ts';
import { createTree } from '../src/adapters/tree/tree.ts';
import type { BuildContext } from '../src/builders/builder.ts';
import type { LayersSpec } from '../src/builders/layers.schema.ts';
import { layers } from '../src/builders/layers.ts';
import { unwrap } from '../src/errors/result.ts';
import { parseReference } from '../src/image/reference.ts';

async function main([contextDir = '', state = '']: readonly string[]): Promise<void> {
  const system = createSystem();
  const workerFile = join(import.meta.dirname, 'deflate-worker.cjs');
  if (!existsSync(workerFile)) throw new Error(`there is no ${workerFile}`);
  const deflate = createDeflate({ workerFile, threads: 2 });
  const context: BuildContext = {
    system,
    tree: createTree(),
    store: createStore(join(state, 'registry')),
    records: createRecords(join(state, 'records')),
    registry: createRegistryClient({ system, env: {}, home: state, projectFolder: contextDir }),
    deflate,
    // This builder has no use for it.
    engine: {} as BuildContext['engine'],
    emit: () => undefined,
    step: 'build:app',
    signal: new AbortController().signal,
  };
  const spec: LayersSpec = {
    base: 'scratch',
    files: [{ src: 'src', dest: '/srv/app', owner: '1000:1000', ignore: ['**/*.log'] }],
    env: { A: '{{.TARGETARCH}}' },
    entrypoint: ['/srv/app/run'],
    compression: 'gzip',
  };
  const built = await layers.build(
    {
      artifact: 'app',
      spec,
      contextDir,
      target: { ...unwrap(parseReference('registry.test/app')), tag: 'v1' },
      platforms: [
        { os: 'linux', architecture: 'amd64' },
        { os: 'linux', architecture: 'arm64' },
      ],
      requires: [],
      push: false,
      runMode: 'build',
      env: {},
      expand: (template, more) => template.replace('{{.TARGETARCH}}', more?.['TARGETARCH'] ?? ''),
    },
    context,
  );
  await deflate.close();
  process.stdout.write(`${built.digest}\n`);
}

void main(process.argv.slice(2));
