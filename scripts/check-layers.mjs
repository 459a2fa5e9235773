/**
 * Proves that the layer check bites: plants one forbidden value import and one forbidden type import in a copy of the
 * rules' world, and fails unless both are found.
 */

import { spawnSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';

const plants = [
  {
    file: 'src/lib/planted-value.ts',
    text: "import { problems } from '../errors/problem.ts';\nexport const planted = problems;\n",
  },
  {
    file: 'src/lib/planted-type.ts',
    text: "import type { Problem } from '../errors/problem.ts';\nexport type Planted = Problem;\n",
  },
];

const cruise = (files) =>
  spawnSync('node_modules/.bin/depcruise', ['--output-type', 'err', ...files], { encoding: 'utf8' });

let missed = [];
try {
  for (const { file, text } of plants) writeFileSync(file, text);
  missed = plants.filter(({ file }) => {
    const { status, stdout } = cruise([file]);
    return status === 0 || !stdout.includes(`lib-sees-only-its-floor: ${file}`);
  });
} finally {
  for (const { file } of plants) rmSync(file, { force: true });
}
for (const { file } of missed) process.stderr.write(`the layer check let ${file} through\n`);
process.exitCode = missed.length === 0 ? 0 : 1;
