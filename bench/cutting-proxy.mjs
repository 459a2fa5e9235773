/**
 * `node cutting-proxy.mjs UPSTREAM-PORT LIMIT FILE`: a proxy for TCP that resets each connection once LIMIT bytes went
 * up through it (0: never), and keeps `{sent, cuts}` in FILE: the bytes that went up over all connections, and how many
 * connections were reset. Prints its port.
 */
import { renameSync, writeFileSync } from 'node:fs';
import { connect, createServer } from 'node:net';

const [upstream, limit, file] = [Number(process.argv[2]), Number(process.argv[3]), process.argv[4]];
let total = 0;
let cuts = 0;
const note = () => {
  writeFileSync(`${file}.new`, JSON.stringify({ sent: total, cuts }));
  renameSync(`${file}.new`, file);
};
note();
setInterval(note, 20);

const server = createServer((client) => {
  const target = connect(upstream, '127.0.0.1');
  let sent = 0;
  const end = () => {
    client.destroy();
    target.destroy();
  };
  client.on('error', end).on('close', end);
  target.on('error', end).on('close', end);
  target.pipe(client);
  client.on('data', (chunk) => {
    sent += chunk.length;
    total += chunk.length;
    if (limit > 0 && sent > limit) {
      cuts += 1;
      client.resetAndDestroy();
      target.resetAndDestroy();
      return;
    }
    if (!target.write(chunk)) {
      client.pause();
      target.once('drain', () => client.resume());
    }
  });
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${server.address().port}\n`));
