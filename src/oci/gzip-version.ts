/** What `gzip.ts` compresses with, beside it, so that a build that compresses nothing does not load the compressor. */

/** Changes whenever the bytes would; part of what is remembered of a layer. */
export const gzipVersion = 'deflate-1';
