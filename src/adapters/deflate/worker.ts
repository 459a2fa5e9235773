/** A worker thread's whole program: a piece comes, its gzip member goes. Bundled as a file of its own. */
import { parentPort } from 'node:worker_threads';
import { gzipPiece } from '../../oci/gzip.ts';

// Compiled before the first piece comes.
gzipPiece(new Uint8Array(0));

parentPort?.on('message', (piece: Uint8Array) => {
  const packed = gzipPiece(piece);
  parentPort?.postMessage(packed, [packed.buffer as ArrayBuffer]);
});
