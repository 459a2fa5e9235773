/**
 * The Deflate port: gzip members made on this thread and, where there is much to do, on workers beside it.
 *
 *     compress ─► queue ─┬─► worker 1 … worker n, one piece each at a time
 *                        └─► this thread, where the workers have enough left
 *
 * A worker takes some 40 ms to start, as long as 2 MiB take to compress: an edit of one file needs none.
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
  /** Threads at once, at most; this one counts. */
  readonly threads: number;
}

export interface OwnedDeflate extends Deflate {
  /** Ends the workers. They never keep the process alive by themselves. */
  close(): Promise<void>;
}

/** Bytes of a run that this thread compresses before a worker is started. */
const FIRST_BYTES = 2 * 1024 * 1024;
/** And before each further one. */
const MORE_BYTES = 6 * 1024 * 1024;

export function createDeflate({ workerFile, threads }: DeflateOptions): OwnedDeflate {
  const queue: Job[] = [];
  const workers: Worker[] = [];
  const idle: Worker[] = [];
  let given = 0;
  let running = 0;
  let isWorking = false;
  let canStart = workerFile !== undefined;

  /** Whoever reads and sends goes first, and no worker shall wait meanwhile for what this thread has not read yet. */
  const workHere = async (): Promise<void> => {
    if (isWorking) return;
    isWorking = true;
    for (;;) {
      await setImmediate();
      const bytes = queue[0]?.piece.length ?? 0;
      const job = sizeOf(queue) - bytes < running * bytes ? undefined : queue.shift();
      if (job === undefined) break;
      try {
        job.resolve(gzipPiece(job.piece));
      } catch (error) {
        job.reject(error);
      }
    }
    isWorking = false;
  };

  const dispatch = (): void => {
    if (canStart && workers.length + 1 < threads && given > FIRST_BYTES + workers.length * MORE_BYTES) start();
    for (const worker of idle.splice(0, queue.length)) {
      const job = queue.shift();
      if (job !== undefined) run(worker, job);
    }
  };

  const start = (): void => {
    const worker = new Worker(workerFile ?? '');
    workers.push(worker);
    worker.unref();
    worker.once('online', () => {
      idle.push(worker);
      dispatch();
    });
    // A worker that cannot run costs speed, never the build.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      canStart = false;
      if (idle.includes(worker)) idle.splice(idle.indexOf(worker), 1);
    });
  };

  const run = (worker: Worker, job: Job): void => {
    const settle = (): void => {
      running -= 1;
      worker.off('message', done).off('exit', failed);
      worker.unref();
    };
    const done = (packed: Uint8Array): void => {
      settle();
      job.resolve(packed);
      idle.push(worker);
      dispatch();
    };
    const failed = (): void => {
      settle();
      queue.unshift(job);
      void workHere();
    };
    running += 1;
    worker.on('message', done).on('exit', failed);
    worker.ref();
    worker.postMessage(job.piece);
  };

  return {
    async compress(piece, signal) {
      stopIfAborted(signal);
      const packed = await new Promise<Uint8Array>((resolve, reject) => {
        queue.push({ piece, resolve, reject });
        given += piece.length;
        dispatch();
        void workHere();
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

const sizeOf = (jobs: readonly Job[]): number => jobs.reduce((sum, { piece }) => sum + piece.length, 0);
