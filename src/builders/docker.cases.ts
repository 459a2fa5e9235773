/** What tests of the Docker and custom builders share: a job with everything in it, and folders of files. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import { createSystem } from '../adapters/system/system.ts';
import { createTree } from '../adapters/tree/tree.ts';
import { unwrap } from '../errors/result.ts';
import { parseReference, withTag } from '../image/reference.ts';
import type { BuildJob } from './builder.ts';

export const ports = { system: createSystem(), tree: createTree(), signal: new AbortController().signal };

export const jobOf = <Spec>(spec: Spec, more: Partial<BuildJob<Spec>> = {}): BuildJob<Spec> => ({
  artifact: 'app',
  spec,
  contextDir: '/project/app',
  configDir: '/project',
  target: unwrap(withTag(unwrap(parseReference('r.example/team/app')), 'v1')),
  platforms: [],
  requires: [],
  push: true,
  runMode: 'build',
  env: {},
  expand: (template) => template.replace('{{.WORD}}', 'expanded'),
  ...more,
});

/** Goes away with the test. */
export function folderOf(files: Readonly<Record<string, string>>): string {
  const folder = mkdtempSync(join(tmpdir(), 'orc-builders-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

export const problem = (code: string, message = /./) => ({
  problems: [{ code, message: { asymmetricMatch: (text: unknown) => message.test(String(text)) } }],
});
