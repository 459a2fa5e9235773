/**
 * Reading what may be anything: a file that is named by a config can be a folder, a device or a FIFO that
 * nobody writes to. It is opened without waiting, looked at, and read only if it is a regular file.
 */
import { constants } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { stopIfAborted } from '../../errors/aborted.ts';
import { OrchestratorError } from '../../errors/problem.ts';
import { fileError, onFile } from './file-error.ts';

const CHUNK_BYTES = 256 * 1024;
/** Where a shell puts `<(…)` and standard input: pipes that somebody does write to. */
const OWN_PIPES = /^\/(?:dev\/(?:fd\/\d+|stdin)|proc\/self\/fd\/\d+)$/;

export const readWhole = (path: string, signal: AbortSignal): Promise<Buffer> =>
  withFile(path, signal, (file) => file.readFile({ signal }));

/** Every chunk is a buffer of its own. */
export async function* streamFile(path: string, signal: AbortSignal): AsyncIterable<Uint8Array> {
  const file = await openFile(path, signal);
  try {
    while (true) {
      stopIfAborted(signal);
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK_BYTES));
      if (bytesRead === 0) return;
      yield buffer.subarray(0, bytesRead);
    }
  } catch (error) {
    throw await fileError(error, path, signal);
  } finally {
    await file.close();
  }
}

async function withFile<T>(path: string, signal: AbortSignal, work: (file: FileHandle) => Promise<T>): Promise<T> {
  const file = await openFile(path, signal);
  return onFile(path, () => work(file), signal).finally(() => file.close());
}

function openFile(path: string, signal: AbortSignal): Promise<FileHandle> {
  stopIfAborted(signal);
  return onFile(path, async () => {
    const isPipe = OWN_PIPES.test(path);
    const file = await open(path, isPipe ? constants.O_RDONLY : constants.O_RDONLY | constants.O_NONBLOCK);
    const found = await file.stat();
    if (found.isFile() || (isPipe && found.isFIFO())) return file;
    await file.close();
    throw new OrchestratorError({
      code: 'INPUT_INVALID',
      message: `"${path}" is ${found.isDirectory() ? 'a folder' : 'a device, a socket or a FIFO'}, not a file`,
    });
  });
}
