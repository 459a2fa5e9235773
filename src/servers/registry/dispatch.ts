/**
 * From a path and a method to an answer. Everything that can go wrong becomes an answer here: what the client did
 * is a 4xx in the specification's words, what the disk did is a 5xx and a problem for the user.
 */
import { OrchestratorError, type Problem } from '../../errors/problem.ts';
import { parseRoute, type Route } from '../../oci/routes.ts';
import { type Answer, answer, answerJson, type Call, refuse } from './answer.ts';
import { checkBlob, readBlob, removeBlob } from './blob-endpoints.ts';
import { listReferrers, listRepositories, listTags } from './list-endpoints.ts';
import { checkManifest, putManifest, readManifest, removeManifest } from './manifest-endpoints.ts';
import type { Site } from './site.ts';
import { appendToUpload, cancelUpload, finishUpload, startUpload, uploadStatus } from './upload-endpoints.ts';

type Methods = Partial<Record<'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE', () => Promise<Answer>>>;

/** Answers one request. Never throws. A body that is a stream was read up to its first chunk, so the status is true. */
export async function dispatch(site: Site, path: string, call: Call): Promise<Answer> {
  const parsed = parseRoute(path);
  if (!parsed.ok) {
    const { code, message } = parsed.refusal;
    return code === undefined ? refuse('UNSUPPORTED', message, { status: 404 }) : refuse(code, message);
  }
  const methods = methodsOf(site, parsed.route, call);
  const work = methods[call.method as keyof Methods] ?? (call.method === 'HEAD' ? methods.GET : undefined);
  if (work === undefined) {
    const allow = Object.keys(methods).join(', ');
    return refuse('UNSUPPORTED', `${call.method} is not for this path; ${allow} are`, { headers: { allow } });
  }
  try {
    return await startBody(await work());
  } catch (error) {
    // A client that went away gets no answer, and it is nobody's failure.
    return call.signal.aborted ? answer(503) : answerFor(error, parsed.route, site);
  }
}

function methodsOf(site: Site, route: Route, call: Call): Methods {
  switch (route.kind) {
    case 'ping':
      return { GET: async () => answerJson({}) };
    case 'catalog':
      return { GET: () => listRepositories(site, route, call) };
    case 'tags':
      return { GET: () => listTags(site, route, call) };
    case 'referrers':
      return { GET: () => listReferrers(site, route, call) };
    case 'blob':
      return {
        GET: () => readBlob(site, route, call),
        HEAD: () => checkBlob(site, route),
        DELETE: () => removeBlob(site, route),
      };
    case 'manifest':
      return {
        GET: () => readManifest(site, route, call),
        HEAD: () => checkManifest(site, route),
        PUT: () => putManifest(site, route, call),
        DELETE: () => removeManifest(site, route),
      };
    case 'uploads':
      return { POST: () => startUpload(site, route, call) };
    case 'upload':
      return {
        GET: () => uploadStatus(site, route),
        PATCH: () => appendToUpload(site, route, call),
        PUT: () => finishUpload(site, route, call),
        DELETE: () => cancelUpload(site, route),
      };
  }
}

/** Reads the first chunk of a stream: what is damaged or gone shows before a status is sent. */
async function startBody(given: Answer): Promise<Answer> {
  if (given.body === undefined || typeof given.body === 'string') return given;
  const chunks = given.body[Symbol.asyncIterator]();
  const first = await chunks.next();
  async function* again(): AsyncGenerator<Uint8Array> {
    try {
      for (let next = first; next.done !== true; next = await chunks.next()) yield next.value;
    } finally {
      await chunks.return?.();
    }
  }
  return { ...given, body: again() };
}

function answerFor(error: unknown, route: Route, site: Site): Answer {
  const problem: Problem =
    error instanceof OrchestratorError
      ? error.problems[0]
      : { code: 'REGISTRY_FAILED', message: `the embedded registry failed: ${String(error)}` };
  switch (problem.code) {
    case 'DIGEST_MISMATCH':
      return refuse('DIGEST_INVALID', problem.message);
    case 'REGISTRY_NOT_FOUND':
      return refuse(unknownFor(route), problem.message);
    case 'STORE_DAMAGED':
      // A miss for the client, which may push it again; for the user something to know.
      site.notify(problem);
      return refuse(unknownFor(route), problem.message);
    case 'DISK_FULL':
      site.notify(problem);
      return refuse('UNKNOWN', problem.message, { status: 507 });
    default:
      site.notify(problem);
      return refuse('UNKNOWN', problem.message);
  }
}

function unknownFor({ kind }: Route): 'MANIFEST_UNKNOWN' | 'BLOB_UPLOAD_UNKNOWN' | 'BLOB_UNKNOWN' {
  if (kind === 'manifest') return 'MANIFEST_UNKNOWN';
  return kind === 'upload' ? 'BLOB_UPLOAD_UNKNOWN' : 'BLOB_UNKNOWN';
}
