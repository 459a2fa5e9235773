/** Files, folders, globs or standard input → the objects that a cluster is to have. */
import { OrchestratorError } from '../../errors/problem.ts';
import { unwrap } from '../../errors/result.ts';
import { rawYaml } from '../../renderers/raw.ts';
import type { PipelinePorts } from '../ports.ts';
import { type Wanted, wantedObjects } from './wanted.ts';

export interface InputRequest {
  /** Files, folders, globs, or `-`, relative to the working folder. */
  readonly files: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
}

export type InputPorts = Pick<PipelinePorts, 'system' | 'tree' | 'fetch' | 'readStdin' | 'emit' | 'workDir' | 'signal'>;

/**
 * @param setId Of the set that they are in.
 * @throws OrchestratorError INPUT_*, MANIFEST_INVALID, YAML_INVALID, CONFIG_LIMIT with every problem.
 */
export async function readWanted(
  { files, labels }: InputRequest,
  ports: InputPorts,
  setId?: string,
): Promise<readonly Wanted[]> {
  const sources = await rawYaml.sources(
    {
      spec: [...files],
      configDir: ports.workDir,
      workDir: ports.workDir,
      isUserWritten: true,
      offline: false,
      expand: (text) => text,
      placeOf: () => undefined,
    },
    ports,
  );
  const wanted = unwrap(wantedObjects(unwrap(sources), labels, setId));
  if (wanted.length > 0) return wanted;
  throw new OrchestratorError({ code: 'INPUT_INVALID', message: `there is no object in ${files.join(', ')}` });
}
