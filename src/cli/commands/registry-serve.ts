/** `orchestrator registry serve` */
import { readNamedFile } from '../../pipeline/named-file.ts';
import { withStep } from '../../pipeline/step.ts';
import type { Command } from '../command.ts';
import type { FlagValues } from '../flags.ts';
import { refuse } from '../usage.ts';
import type { Wiring } from '../wiring.ts';

export const registryServe: Command = {
  async run({ flags, wiring }) {
    const { port } = flags;
    refuse(port !== undefined && (port < 1 || port > 65_535), `--port=${port} is no port`, 'Write 1 to 65535.');
    const project = await wiring.load();
    const { store, prepareState } = await wiring.connect(project);
    await prepareState();
    const { serveRegistry } = await import('../../servers/registry/serve.ts');
    const { emit, signal } = wiring;
    emit({ type: 'run.planned', command: 'registry serve', steps: [STEP] });
    await withStep(STEP.id, { emit, signal, system: wiring.base.system }, async () => {
      await serveRegistry(
        {
          store,
          port: flags.port ?? project.resolved.config.registry?.port ?? 5080,
          ...(flags.address !== undefined && { address: flags.address }),
          ...(await secrets(flags, wiring)),
          notify: (problem) => emit({ type: 'notice', level: 'warning', message: problem.message, problem }),
        },
        {
          signal,
          onListening: ({ url, shared }) =>
            emit({
              type: 'step.output',
              step: STEP.id,
              stream: 'stdout',
              line: shared
                ? `${url} is served by another run of this project; this one goes on when that ends; Ctrl-C ends it`
                : `listening on ${url}; Ctrl-C ends it`,
            }),
        },
      );
      return { outcome: 'done' };
    });
    return { text: '', record: {}, exitCode: 0 };
  },
};

const STEP = { id: 'serve', title: 'registry', needs: [] } as const;

async function secrets(flags: FlagValues, { base, signal }: Wiring) {
  const read = (file: string): Promise<string> =>
    readNamedFile(file, { ...base.system, workDir: base.workDir, signal });
  const { 'tls-cert': cert, 'tls-key': key, 'password-file': passwordFile } = flags;
  refuse(
    (cert === undefined) !== (key === undefined),
    '--tls-cert and --tls-key belong together',
    'Give both or none.',
  );
  return {
    ...(passwordFile !== undefined && { password: (await read(passwordFile)).trimEnd() }),
    ...(cert !== undefined && key !== undefined && { tls: { cert: await read(cert), key: await read(key) } }),
  };
}
