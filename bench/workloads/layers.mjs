/**
 * Images of folders of files, pushed to a registry on the loopback address; ours without any daemon.
 *
 * Cold: nothing is kept, neither here nor in the registry. Warm: one small file was edited.
 */
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { editGoProject, makeGoProject, makeLayersProject } from '../projects.mjs';
import { serveDockerRegistry, serveRegistry } from '../registry.mjs';

const dockerfile = 'FROM scratch\nCOPY app /app\nCOPY page /page\n';

/** `docker build` and `docker push` in one command, where an engine answers. */
function dockerCommand(name, isCold) {
  if (spawnSync('docker', ['info'], { stdio: 'ignore' }).status !== 0) return undefined;
  const build = `docker build -q ${isCold ? '--no-cache ' : ''}-t ${name} .`;
  return ['sh', '-c', `${build} && docker push -q ${name}`];
}

async function buildAndPush({ folder, floor, ours, peer }, name, isCold) {
  const cwd = folder(name);
  makeLayersProject(cwd, { files: 5000 });
  writeFileSync(join(cwd, 'Dockerfile'), dockerfile);
  const registry = await serveDockerRegistry(cwd, peer('docker-registry'));
  if (registry === undefined) return { candidates: { orchestrator: undefined } };
  const host = `127.0.0.1:${registry.port}`;
  let edit = 0;
  const before = () => {
    writeFileSync(join(cwd, 'page', 'index.html'), `edit ${edit++}\n`);
    if (!isCold) return;
    registry.empty();
    rmSync(join(cwd, '.orchestrator'), { recursive: true, force: true });
  };
  const docker = dockerCommand(`${host}/bench/docker:1`, isCold);
  return {
    candidates: {
      'node -e 0': floor,
      orchestrator: { command: ours('build', `--default-repo=${host}`, '--progress=none'), cwd, before },
      'docker build && docker push': docker && { command: docker, cwd, before },
    },
    close: registry.close,
  };
}

/** What a base holds does not matter here: both take it from the registry as it is. */
function pushBase(cwd, bin, host) {
  const folder = join(cwd, 'base');
  makeLayersProject(folder, { files: 10 });
  const words = ['build', `--default-repo=${host}`, '--tag=1', '--progress=none'];
  const { status, stderr } = spawnSync(process.execPath, [bin, ...words], { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return `${host}/bench_app:1`;
}

/** Writes the Go program with another number of lines: what is compiled after them lies elsewhere. */
function moveGoCode(folder, number) {
  const lines = Array.from(
    { length: 3 + ((number * 7) % 40) },
    (_, index) => `\t\tif len(r.URL.Path) > ${index + number} { fmt.Fprintln(w, r.URL, ${index}) }`,
  );
  const imports = 'import (\n\t"fmt"\n\t"net/http"\n)';
  const handler = `func(w http.ResponseWriter, r *http.Request) {\n${lines.join('\n')}\n\t}`;
  const main = `func main() {\n\thttp.HandleFunc("/", ${handler})\n\thttp.ListenAndServe(":8080", nil)\n}`;
  writeFileSync(join(folder, 'main.go'), `package main\n\n${imports}\n\n${main}\n`);
}

async function buildGo({ folder, floor, ours, peer, bin }, name, editProgram) {
  const cwd = folder(name);
  mkdirSync(cwd, { recursive: true });
  const registry = await serveDockerRegistry(cwd, peer('docker-registry'));
  if (registry === undefined || peer('go') === undefined) {
    await registry?.close();
    return { candidates: { orchestrator: undefined } };
  }
  const host = `127.0.0.1:${registry.port}`;
  const base = pushBase(cwd, bin, host);
  makeGoProject(cwd, { base });
  let edit = 0;
  const before = () => editProgram(cwd, edit++);
  const env = {
    CGO_ENABLED: '0',
    GOFLAGS: '-buildvcs=false',
    KO_DOCKER_REPO: `${host}/ko`,
    KO_DEFAULTBASEIMAGE: base,
  };
  const ko = peer('ko', 'build', '--bare', '--insecure-registry', '--sbom=none', '--platform=linux/amd64', '.');
  return {
    candidates: {
      'node -e 0': floor,
      orchestrator: { command: ours('build', `--default-repo=${host}`, '--progress=none'), cwd, env, before },
      'ko build': ko && { command: ko, cwd, env, before },
      'go build alone': { command: peer('go', 'build', '-trimpath', '-o', 'bin/other', '.'), cwd, env, before },
    },
    close: registry.close,
  };
}

export const workloads = [
  {
    name: 'layers-edit',
    title: 'layers, 1 of 2,001 files edited, push to our own registry',
    run: async ({ folder, floor, ours, bin }) => {
      const cwd = folder('layers-edit');
      makeLayersProject(cwd, { files: 2000 });
      const registry = await serveRegistry(bin, cwd);
      let edit = 0;
      const before = () => writeFileSync(join(cwd, 'page', 'index.html'), `edit ${edit++}\n`);
      const command = ours('build', `--default-repo=${registry.host}`, '--progress=none');
      return {
        candidates: { 'node -e 0': floor, orchestrator: { command, cwd, before } },
        close: registry.close,
      };
    },
  },
  {
    name: 'layers-cold',
    title: 'layers, 5,001 files, cold, push to docker-registry',
    run: (bench) => buildAndPush(bench, 'layers-cold', true),
  },
  {
    name: 'layers-warm',
    title: 'layers, 1 of 5,001 files edited, push to docker-registry',
    run: (bench) => buildAndPush(bench, 'layers-warm', false),
  },
  {
    name: 'layers-go',
    title: 'a Go program of one file, a text in it edited, on a base, push to docker-registry',
    run: (bench) => buildGo(bench, 'layers-go', editGoProject),
  },
  {
    name: 'layers-go-code',
    title: 'the same, lines of code added or taken away',
    run: (bench) => buildGo(bench, 'layers-go-code', moveGoCode),
  },
];
