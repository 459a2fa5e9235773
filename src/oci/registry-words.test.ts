import { expect, test } from 'vitest';
import { registryProblem } from './registry-words.ts';

test.each([
  // dockerd 20.10
  ['no basic auth credentials', 'REGISTRY_UNAUTHORIZED'],
  ['unauthorized: authentication required', 'REGISTRY_UNAUTHORIZED'],
  ['denied: requested access to the resource is denied', 'REGISTRY_DENIED'],
  ['Get "http://127.0.0.1:9/v2/": dial tcp 127.0.0.1:9: connect: connection refused', 'REGISTRY_UNREACHABLE'],
  ['Get "https://r.example/v2/": dial tcp: lookup r.example: no such host', 'REGISTRY_UNREACHABLE'],
  ['Get "https://r.example/v2/": http: server gave HTTP response to HTTPS client', 'REGISTRY_UNREACHABLE'],
  ['manifest for 127.0.0.1:5000/x:1 not found: manifest unknown: manifest unknown', 'REGISTRY_NOT_FOUND'],
  ['toomanyrequests: You have reached your pull rate limit', 'REGISTRY_LIMITED'],
  // podman 4.3
  [
    'Error: trying to reuse blob sha256:1 at destination: checking whether a blob: authentication required',
    'REGISTRY_UNAUTHORIZED',
  ],
  // BuildKit 0.29
  [
    'failed to push 127.0.0.1:9/x/denied:1: failed to do request: dial tcp 127.0.0.1:9: connect: connection refused',
    'REGISTRY_UNREACHABLE',
  ],
  [
    'failed to push r.example/not/found:1: unexpected status from HEAD request to http://r.example/v2/: 401 Unauthorized',
    'REGISTRY_UNAUTHORIZED',
  ],
  ['unexpected status from PUT request: 500 Internal Server Error', 'REGISTRY_FAILED'],
])('%s is %s', (reason, code) => {
  expect(registryProblem(reason, 'push')).toMatchObject({ code, message: `push: ${reason}` });
});

test('what a server says is made safe for a terminal', () => {
  expect(registryProblem('denied:\u001b[2J\n  go\u0007 away', 'push').message).toBe('push: denied: go away');
});
