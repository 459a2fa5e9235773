/**
 * What buildx tells with `--progress rawjson`, as lines and counts.
 *
 *     {"vertexes":[{"digest":"sha256:…","name":"[2/3] RUN make","started":"…"}]}         ─► "[2/3] RUN make"
 *     {"logs":[{"vertex":"sha256:…","stream":1,"data":"aGVsbG8K"}]}                       ─► "hello"
 *     {"statuses":[{"id":"sha256:…","vertex":"…","current":512,"total":2816}]}            ─► 512 of 2816 bytes
 *
 * Its own messages stand between these lines and are no JSON: kept as they are.
 * Pure but for its own state. Source: moby/buildkit `client/graph.go`, `SolveStatus`.
 */
import { StringDecoder } from 'node:string_decoder';
import { isObject } from '../oci/descriptor-json.ts';

export interface BuildxProgress {
  push(line: string): void;
  /** Gives what has no line end yet. */
  end(): void;
  /** Which step failed and why, in BuildKit's words. */
  failure(): { readonly step: string; readonly reason: string } | undefined;
  /** Messages of buildx itself, the newest last. */
  messages(): readonly string[];
}

export interface ProgressSinks {
  readonly onLine: (line: string) => void;
  /** Bytes. */
  readonly onProgress: (part: string, done: number, total: number | undefined) => void;
}

/** Enough to hold the last words. */
const MAX_MESSAGES = 50;
/** Characters of a command's line; what is longer is told in pieces. */
const MAX_LINE = 65_536;

/** What one command wrote to one of its outputs, between two line ends. */
interface Rest {
  readonly decoder: StringDecoder;
  text: string;
}

export function createBuildxProgress({ onLine, onProgress }: ProgressSinks): BuildxProgress {
  const told = new Set<string>();
  const rests = new Map<string, Rest>();
  const messages: string[] = [];
  let failure: { step: string; reason: string } | undefined;

  const tell = (key: string, line: string): void => {
    if (told.has(key)) return;
    told.add(key);
    onLine(line);
  };
  const readVertex = (vertex: unknown): void => {
    const { digest, name, started, cached, error } = isObject(vertex) ? vertex : {};
    if (typeof digest !== 'string' || typeof name !== 'string') return;
    if (cached === true) tell(`${digest} cached`, `CACHED ${name}`);
    else if (started !== undefined) tell(digest, name);
    // Steps that were stopped because of another are not the cause.
    if (typeof error === 'string' && error !== '' && !/context canceled/.test(error)) {
      tell(`${digest} error`, `ERROR ${name}: ${error}`);
      failure ??= { step: name, reason: error };
    }
  };
  const readLog = (log: unknown): void => {
    const { vertex, stream, data } = isObject(log) ? log : {};
    if (typeof data !== 'string') return;
    const key = `${String(vertex)} ${String(stream)}`;
    const rest = rests.get(key) ?? { decoder: new StringDecoder('utf8'), text: '' };
    rests.set(key, rest);
    const lines = (rest.text + rest.decoder.write(Buffer.from(data, 'base64'))).split('\n');
    rest.text = lines.pop() ?? '';
    for (const line of lines) onLine(line);
    if (rest.text.length <= MAX_LINE) return;
    onLine(rest.text);
    rest.text = '';
  };
  const readStatus = (status: unknown): void => {
    const { id, current, total } = isObject(status) ? status : {};
    if (typeof id !== 'string' || typeof current !== 'number') return;
    // Only what has a size is a transfer; the others are things that are done or not.
    if (typeof total === 'number' && total > 0) onProgress(id, current, total);
  };
  const each = (list: unknown, read: (item: unknown) => void): void => {
    if (Array.isArray(list)) list.forEach(read);
  };

  return {
    push(line) {
      const status = parseStatus(line);
      if (status === undefined) {
        if (line.trim() === '') return;
        messages.push(line);
        if (messages.length > MAX_MESSAGES) messages.shift();
        onLine(line);
        return;
      }
      each(status['vertexes'], readVertex);
      each(status['logs'], readLog);
      each(status['statuses'], readStatus);
    },
    end() {
      for (const { text } of rests.values()) if (text !== '') onLine(text);
      rests.clear();
    },
    failure: () => failure,
    messages: () => messages,
  };
}

function parseStatus(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    const value: unknown = JSON.parse(line);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
