/**
 * One question to one registry: with the right login, through redirects, past a shut gate.
 *
 *     ask ─► gate ─► Authorization ─► registry ─ 307 ─► store of blobs (no Authorization there)
 *                        ▲               │ 401 + challenge
 *                        └───────────────┘
 *
 * A credential goes to the registry's own scheme, host and port and, once a redirect has led away, nowhere any more.
 */
import { OrchestratorError } from '../../errors/problem.ts';
import type { Lane } from '../../lib/paced-turns.ts';
import { repositoryScope, type TokenScope } from '../../oci/token-scope.ts';
import { classifyAddress, mayLeadTo } from './addresses.ts';
import type { Authorization, Need } from './authorization.ts';
import { type Endpoint, findSettings, isSameOrigin, type Places } from './endpoint.ts';
import type { Guard } from './guard.ts';
import { Busy, type Persistence } from './persistence.ts';
import { notARegistry } from './refusal.ts';
import { isRepeatableStatus } from './retry.ts';
import { showUrl } from './secrets.ts';
import type { Body } from './stream-body.ts';
import type { TlsFiles } from './tls-files.ts';
import type { Answer, Send } from './transport.ts';
import type { Turns } from './turns.ts';

export interface Question {
  readonly endpoint: Endpoint;
  /** Under the endpoint, its prefix included. */
  readonly repository: string;
  readonly access: 'pull' | 'push';
  /** What else it touches, e.g. the repository that a blob is mounted from. */
  readonly alsoScopes?: readonly TokenScope[];
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Body;
  /** On a connection that carries nothing else. */
  readonly isAlone?: boolean;
  /** True where any content type may come back: blobs. */
  readonly isBlob?: boolean;
  readonly idleMs?: number;
  readonly signal: AbortSignal;
}

/**
 * Asks, whatever the answer is, except: 401 (logged in, or REGISTRY_UNAUTHORIZED), "not now" ({@link Busy}), redirects
 * (followed for GET and HEAD, else REGISTRY_REDIRECT_REFUSED) and HTML pages (REGISTRY_FAILED).
 *
 * @throws WireFailure or Busy too: repeat it by {@link Persistence}.
 */
export type Ask = (question: Question) => Promise<Answer>;

export interface ConversationRoom {
  readonly places: Places;
  readonly send: Send;
  readonly tls: TlsFiles;
  readonly authorization: Authorization;
  readonly persistence: Persistence;
  readonly turns: Turns;
}

const MAX_TURNS = 6;
const MAX_HOPS = 5;
const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

export function createConversation(room: ConversationRoom): Ask {
  return async (question) => {
    const { endpoint, repository, access, alsoScopes = [], signal } = question;
    const need: Need = { endpoint, repository, scopes: [repositoryScope(repository, access), ...alsoScopes], signal };
    let header = await room.authorization.find(need);
    for (let turn = 0; turn < MAX_TURNS; turn += 1) {
      const answer = await inTurn(question, room, () => travel(question, header, room));
      if (answer.status !== 401) return settle(question, answer);
      await answer.discard();
      header = await room.authorization.answer(need, answer.header('www-authenticate'), header);
    }
    const message = `registry ${endpoint.host} asks for a login again and again, for ${repository}`;
    throw new OrchestratorError({ code: 'REGISTRY_UNAUTHORIZED', message });
  };
}

/** Past the shut gate only with a turn: whoever waits there does not rush out all at once. */
async function inTurn({ endpoint, access, signal }: Question, room: ConversationRoom, work: () => Promise<Answer>) {
  const turn = await room.turns.take(endpoint, laneOf(access), signal);
  let answer: Answer | undefined;
  try {
    await room.persistence.pass(endpoint.origin, signal);
    answer = await work();
    return answer;
  } finally {
    turn.end(answer);
  }
}

/** What belongs to a push never waits for a socket that a pull holds: the push may be what empties that pull. */
const laneOf = (access: Question['access']): Lane => (access === 'push' ? 'write' : 'read');

async function settle({ endpoint, isBlob }: Question, answer: Answer): Promise<Answer> {
  if (isRepeatableStatus(answer.status)) {
    await answer.discard();
    throw new Busy(answer);
  }
  const isHtml = /^text\/html\b/i.test(answer.header('content-type') ?? '');
  if (isBlob || !isHtml || answer.status >= 300) return answer;
  await answer.discard();
  throw notARegistry(endpoint.host, answer.url);
}

/** Sends it and follows where it may. */
async function travel(question: Question, header: string | undefined, room: ConversationRoom): Promise<Answer> {
  const { endpoint, method, access, signal } = question;
  const lane = laneOf(access);
  let { url } = question;
  let hasLeft = !isSameOrigin(url, endpoint.origin);
  let guard: Guard | undefined;
  for (let hop = 0; hop <= MAX_HOPS; hop += 1) {
    const settings = hasLeft ? findSettings(new URL(url).host, room.places) : endpoint.settings;
    const answer = await room.send({
      ...{ method, url, lane, signal, tls: await room.tls.read(settings, !hasLeft, signal) },
      headers: { ...question.headers, ...(!hasLeft && header !== undefined && { authorization: header }) },
      ...(question.body && { body: question.body }),
      ...(question.isAlone && { isAlone: true }),
      ...(question.idleMs !== undefined && { idleMs: question.idleMs }),
      ...(guard && { guard }),
    });
    if (hasLeft && answer.status === 401) {
      await answer.discard();
      throw refuse('REGISTRY_UNAUTHORIZED', endpoint, `sends us on to ${showUrl(url)}, which wants a login of its own`);
    }
    if (!REDIRECTS.has(answer.status)) return answer;
    await answer.discard();
    const next = nextUrl(question, answer);
    hasLeft ||= !isSameOrigin(next, endpoint.origin);
    if (hasLeft) guard ??= guardOf(endpoint, answer.address);
    url = next;
  }
  throw refuse('REGISTRY_FAILED', endpoint, `sends us on more than ${MAX_HOPS} times`);
}

function nextUrl({ endpoint, method }: Question, answer: Answer): string {
  const location = answer.header('location');
  if (location === undefined || !URL.canParse(location, answer.url))
    throw refuse('REGISTRY_FAILED', endpoint, `answered with status ${answer.status} and no place to go on`);
  const next = new URL(location, answer.url);
  const refused = (why: string): OrchestratorError =>
    refuse('REGISTRY_REDIRECT_REFUSED', endpoint, `sends us on to ${showUrl(next.href)}; ${why}`);
  if (method !== 'GET' && method !== 'HEAD') throw refused('what is written goes nowhere else');
  if (!/^https?:$/.test(next.protocol) || next.username !== '') throw refused('that is no plain URL');
  if (next.protocol === 'http:' && answer.url.startsWith('https:')) throw refused('that is not encrypted any more');
  return next.href;
}

function guardOf(endpoint: Endpoint, address: string | undefined): Guard {
  const from = address === undefined ? 'public' : classifyAddress(address);
  return {
    key: `redirect from ${from}`,
    refuse: (to) =>
      mayLeadTo(from, classifyAddress(to))
        ? undefined
        : refuse('REGISTRY_REDIRECT_REFUSED', endpoint, `sends us on to ${to}, a ${classifyAddress(to)} address`),
  };
}

const refuse = (
  code: 'REGISTRY_REDIRECT_REFUSED' | 'REGISTRY_FAILED' | 'REGISTRY_UNAUTHORIZED',
  { host }: Endpoint,
  why: string,
): OrchestratorError => new OrchestratorError({ code, message: `registry ${host} ${why}` });
