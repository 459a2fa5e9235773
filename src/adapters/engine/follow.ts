/** Reads the engine's answer to its end, or until the signal, and lets go of the connection however that ends. */
import { addAbortSignal, type Readable } from 'node:stream';
import { type Message, readMessages } from './messages.ts';

/** @param read May throw: nothing more is read then. */
export async function follow(
  stream: NodeJS.ReadableStream,
  signal: AbortSignal,
  read: (message: Message) => void,
): Promise<void> {
  // It is the response of node:http, whatever the type says.
  const response = addAbortSignal(signal, stream as Readable);
  try {
    for await (const message of readMessages(response)) read(message);
  } finally {
    response.destroy();
  }
}
