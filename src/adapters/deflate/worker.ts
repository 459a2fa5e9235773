/** A worker thread's whole program: a piece comes, its gzip member goes. Bundled as a file of its own. */
import { parentPort } from 'node:worker_threads';
import { gzipPiece } from '../../oci/gzip.ts';

parentPort?.on('message', (piece: Uint8Array) => {
  const packed = gzipPiece(piece);
  // fflate cuts its result out of a larger buffer; only a copy of its own can be handed over.
  const own = packed.slice();
  parentPort?.postMessage(own, [own.buffer]);
});
