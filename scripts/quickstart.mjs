/**
 * The first minute with the program: installs what is missing, then types the commands of the tour and says what
 * they made. Every command is shown as you would type it.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import './ensure-built.mjs';

const startedMs = performance.now();
const example = fileURLToPath(new URL('../examples/quickstart/', import.meta.url));
const bin = fileURLToPath(new URL('../dist/orchestrator.cjs', import.meta.url));
const say = (text = '') => process.stdout.write(`${text}\n`);

const commands = [
  ['build', '--file-output=artifacts.json'],
  ['render', '--build-artifacts=artifacts.json', '--offline', '--output=rendered.yaml'],
  ['deploy', '--build-artifacts=artifacts.json', '--offline'],
];

say('In examples/quickstart, with no Docker, no registry and no cluster:');
for (const words of commands) {
  say(`\n$ orchestrator ${words.join(' ')}`);
  const { status } = spawnSync(process.execPath, [bin, ...words], { cwd: example, stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}

const { builds } = JSON.parse(readFileSync(`${example}artifacts.json`, 'utf8'));
say(`
Done in ${((performance.now() - startedMs) / 1000).toFixed(1)} s. In examples/quickstart there is now

  artifacts.json    the image with its digest: ${builds[0].tag}
  rendered.yaml     the manifests; only the image fields differ from k8s/
  deployed/         one file per object, ready to be committed to a GitOps repository
  .orchestrator/    the embedded registry, with the image in it

Try next, in examples/quickstart (node ../../dist/orchestrator.cjs is the program):

  change site/index.html, and run the three commands again: one layer is made anew
  orchestrator registry serve              then: docker pull ${builds[0].tag.replace(/@.*/, '')}
  orchestrator build --default-repo=HOST/PROJECT   push to a registry of yours
  orchestrator --help`);
