/**
 * What a registry says when it refuses, and the status that goes with it.
 *
 *     404 {"errors":[{"code":"BLOB_UNKNOWN","message":"…"}]}
 *
 * A table. Source: OCI distribution-spec v1.1, "Error Codes" and the statuses of "Endpoints".
 * `SIZE_INVALID`, `PAGINATION_NUMBER_INVALID`, `RANGE_INVALID` and `UNKNOWN` are those that Docker's registry
 * adds, and that clients know.
 */

export const wireErrors = {
  BLOB_UNKNOWN: 404,
  BLOB_UPLOAD_INVALID: 400,
  BLOB_UPLOAD_UNKNOWN: 404,
  DIGEST_INVALID: 400,
  MANIFEST_BLOB_UNKNOWN: 404,
  MANIFEST_INVALID: 400,
  MANIFEST_UNKNOWN: 404,
  NAME_INVALID: 400,
  NAME_UNKNOWN: 404,
  PAGINATION_NUMBER_INVALID: 400,
  RANGE_INVALID: 416,
  SIZE_INVALID: 413,
  TAG_INVALID: 400,
  UNAUTHORIZED: 401,
  DENIED: 403,
  UNSUPPORTED: 405,
  TOOMANYREQUESTS: 429,
  UNKNOWN: 500,
} as const satisfies Record<string, number>;

export type WireErrorCode = keyof typeof wireErrors;
