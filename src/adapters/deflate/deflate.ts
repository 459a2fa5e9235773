/**
 * The Deflate port: gzip members made on this thread and, where there is much to do, on workers beside it.
 *
 *     compress ─► queue ─┬─► worker 1 … worker n, two pieces each: the next is there when one is done
 *                        └─► this thread, where the workers have enough
 *
 * A worker takes some 40 ms to start, as long as 2 MiB take to compress: an edit of one file needs none. Whoever knows
 * before that there will be more says so, and the first worker is there by then.
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
/** Pieces at a worker: this thread may be compressing one when it ends another. */
const AT_ONCE = 2;

export function createDeflate({ workerFile, threads }: DeflateOptions): OwnedDeflate {
  const queue: Job[] = [];
  const workers: Worker[] = [];
  /** Room for a piece at a worker that is there. */
  const seats: Seat[] = [];
  let given = 0;
  let isWorking = false;
  let canStart = workerFile !== undefined;

  /** Whoever reads and sends goes first. */
  const workHere = async (): Promise<void> => {
    if (isWorking) return;
    isWorking = true;
    for (;;) {
      await setImmediate();
      const job = queue.shift();
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
    while (queue.length > 0 && seats.length > 0) {
      const job = queue.shift();
      if (job !== undefined) seats.shift()?.(job);
    }
  };

  const start = (): void => {
    const worker = new Worker(workerFile ?? '');
    /** What it has, in the order in which it answers. */
    const under: Job[] = [];
    const seat: Seat = (job) => {
      under.push(job);
      worker.ref();
      worker.postMessage(job.piece);
    };
    workers.push(worker);
    worker.unref();
    worker.once('online', () => {
      for (let count = 0; count < AT_ONCE; count++) seats.push(seat);
      dispatch();
    });
    worker.on('message', (packed: Uint8Array) => {
      under.shift()?.resolve(packed);
      if (under.length === 0) worker.unref();
      seats.push(seat);
      dispatch();
    });
    // A worker that cannot run costs speed, never the build.
    worker.on('error', () => undefined);
    worker.once('exit', () => {
      canStart = false;
      for (let at = seats.indexOf(seat); at !== -1; at = seats.indexOf(seat)) seats.splice(at, 1);
      queue.unshift(...under.splice(0));
      void workHere();
    });
  };

  return {
    async makeReady() {
      if (canStart && threads > 1 && workers.length === 0) start();
      // The first piece, if it is one of no bytes, has the program compiled for all.
      gzipPiece(new Uint8Array(0));
    },
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
      // A build that failed may still be at its last pieces.
      canStart = false;
      await Promise.all(workers.splice(0).map((worker) => worker.terminate()));
      seats.length = 0;
    },
  };
}

/** Gives a worker a piece. */
type Seat = (job: Job) => void;

interface Job {
  readonly piece: Uint8Array;
  readonly resolve: (packed: Uint8Array) => void;
  readonly reject: (error: unknown) => void;
}
