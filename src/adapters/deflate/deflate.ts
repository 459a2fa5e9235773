/**
 * The Deflate port: gzip members made on worker threads, or here where that is quicker.
 *
 *     compress ─► the first 2 MiB of a run ─► this thread, at once
 *              └► the rest ─► queue ─► worker 1 … worker n, one piece each at a time
 *
 * A worker takes some 40 ms to start, as long as 2 MiB take to compress: an edit of one file needs none, and a second one
 * is started where much more than that waits.
 * Which thread did it never shows in the bytes.
 */
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { stopIfAborted } from '../../errors/aborted.ts';
import { gzipPiece } from '../../oci/gzip.ts';
import type { Deflate } from '../../ports/deflate.ts';

export interface DeflateOptions {
  /** Absolute path of `worker.ts` as JavaScript, a file of its own beside the bundle. Absent: this thread does all. */
  readonly workerFile?: string;
  /** Workers at once, at most. */
  readonly threads: number;
}

export interface OwnedDeflate extends Deflate {
  /** Ends the workers. They never keep the process alive by themselves. */
  close(): Promise<void>;
}

/** Bytes that are compressed on this thread before a worker is started. */
const FIRST_BYTES = 2 * 1024 * 1024;
/** Bytes that wait when a worker beside the first one is started: more than it could have done in the meantime. */
const WAITING_BYTES = 6 * 1024 * 1024;

export function createDeflate({ workerFile, threads }: DeflateOptions): OwnedDeflate {
  let firstBytes = workerFile === undefined ? Number.POSITIVE_INFINITY : FIRST_BYTES;
  const queue: Job[] = [];
  const workers: Worker[] = [];
  const idle: Worker[] = [];

  const here = async (piece: Uint8Array): Promise<Uint8Array> => {
    await setImmediate();
    return gzipPiece(piece);
  };

  const isWorkerNeeded = (): boolean => {
    if (queue.length === 0 || idle.length > 0) return false;
    return workers.length === 0 || queue.reduce((sum, { piece }) => sum + piece.length, 0) > WAITING_BYTES;
  };

  const dispatch = (): void => {
    if (isWorkerNeeded() && workers.length < threads && workerFile !== undefined) start(workerFile);
    for (let worker = idle.pop(); worker !== undefined; worker = idle.pop()) {
      const job = queue.shift();
      if (job === undefined) {
        idle.push(worker);
        return;
      }
      run(worker, job);
    }
  };

  const start = (file: string): void => {
    const worker = new Worker(file);
    worker.unref();
    // Whoever waits for it hears of its end; where nobody waits, nothing is lost.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
    workers.push(worker);
    idle.push(worker);
  };

  const run = (worker: Worker, job: Job): void => {
    const settle = (): void => {
      worker.off('message', done).off('error', failed).off('exit', failed);
      worker.unref();
    };
    const done = (packed: Uint8Array): void => {
      settle();
      job.resolve(packed);
      idle.push(worker);
      dispatch();
    };
    // A worker that cannot run costs speed, never the build.
    const failed = (): void => {
      settle();
      firstBytes = Number.POSITIVE_INFINITY;
      for (const one of [job, ...queue.splice(0)]) here(one.piece).then(one.resolve, one.reject);
    };
    worker.on('message', done).on('error', failed).on('exit', failed);
    worker.ref();
    worker.postMessage(job.piece);
  };

  return {
    async compress(piece, signal) {
      stopIfAborted(signal);
      if (firstBytes > 0) {
        firstBytes -= piece.length;
        return here(piece);
      }
      const packed = await new Promise<Uint8Array>((resolve, reject) => {
        queue.push({ piece, resolve, reject });
        dispatch();
      });
      stopIfAborted(signal);
      return packed;
    },
    async close() {
      await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
      idle.length = 0;
    },
  };
}

interface Job {
  readonly piece: Uint8Array;
  readonly resolve: (packed: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}
