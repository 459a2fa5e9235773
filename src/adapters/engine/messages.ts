/**
 * What the engine tells while it builds, pulls or pushes: one JSON object a line, for as long as it takes.
 *
 *     {"stream":"Step 1/2 : FROM alpine\n"}
 *     {"status":"Pushing","id":"5f70bf18a086","progressDetail":{"current":512,"total":2816}}
 *     {"aux":{"ID":"sha256:9f86…"}}
 *     {"errorDetail":{"message":"…"},"error":"…"}
 *
 * Source: Docker Engine API v1.41, moby `pkg/jsonmessage`. Unknown fields are ignored; what is no JSON is skipped.
 */
import type { Readable } from 'node:stream';
import { isObject, type JsonObject } from '../../oci/descriptor-json.ts';

export interface Message {
  readonly stream?: string;
  readonly status?: string;
  /** Which layer a status is about. */
  readonly id?: string;
  readonly current?: number;
  readonly total?: number;
  readonly aux?: JsonObject;
  readonly error?: string;
}

/** A message is a few hundred bytes; what is longer is not one. */
const MAX_CHARACTERS = 4 * 1024 * 1024;

export async function* readMessages(stream: Readable): AsyncIterable<Message> {
  const decoder = new TextDecoder();
  let rest = '';
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    if (rest.length > MAX_CHARACTERS) rest = '';
    for (const line of lines) yield* parseMessage(line);
  }
  yield* parseMessage(rest);
}

/** Nothing where the line is no message. */
function parseMessage(line: string): readonly Message[] {
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return [];
  }
  if (!isObject(json)) return [];
  const detail = isObject(json['errorDetail']) ? json['errorDetail']['message'] : undefined;
  const progress = isObject(json['progressDetail']) ? json['progressDetail'] : {};
  const error = detail ?? json['error'];
  return [
    {
      ...text('stream', json['stream']),
      ...text('status', json['status']),
      ...text('id', json['id']),
      ...count('current', progress['current']),
      ...count('total', progress['total']),
      ...(isObject(json['aux']) && { aux: json['aux'] }),
      ...text('error', error),
    },
  ];
}

const text = (name: 'stream' | 'status' | 'id' | 'error', value: unknown): Message =>
  typeof value === 'string' ? { [name]: value } : {};
const count = (name: 'current' | 'total', value: unknown): Message =>
  typeof value === 'number' && value >= 0 ? { [name]: value } : {};
