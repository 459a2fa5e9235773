/** Makes the projects that the workloads run on. The same arguments give the same bytes. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const hex = (seed) => {
  let state = seed + 1;
  let text = '';
  while (text.length < 64) {
    state = (state * 1103515245 + 12345) % 2147483648;
    text += state.toString(16).padStart(8, '0');
  }
  return text.slice(0, 64);
};

const deployment = (name, image) => `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
  labels:
    app: ${name}
spec:
  replicas: 2
  selector:
    matchLabels:
      app: ${name}
  template:
    metadata:
      labels:
        app: ${name}
    spec:
      containers:
        - name: main
          image: ${image} # ours
          ports:
            - containerPort: 8080
          env:
            - name: LOG_LEVEL
              value: info
        - name: sidecar
          image: docker.io/library/busybox:1.36
`;

const service = (name) => `apiVersion: v1
kind: Service
metadata:
  name: ${name}
spec:
  selector:
    app: ${name}
  ports:
    - port: 80
      targetPort: 8080
`;

/**
 * A folder with `files` manifests of two objects each, for `artifacts` images, in the shapes of every peer:
 * orchestrator.yaml, skaffold.yaml, kustomization.yaml, artifacts.json.
 */
export function makeRenderProject(folder, { files, artifacts }) {
  mkdirSync(join(folder, 'k8s'), { recursive: true });
  const images = Array.from({ length: artifacts }, (_, index) => `team/app-${index}`);
  const names = Array.from({ length: files }, (_, index) => `svc-${String(index).padStart(5, '0')}`);
  for (const [index, name] of names.entries())
    writeFileSync(
      join(folder, 'k8s', `${name}.yaml`),
      `# ${name}\n${deployment(name, images[index % artifacts])}---\n${service(name)}`,
    );
  const pinned = images.map((image, index) => ({
    imageName: image,
    tag: `registry.example.com/${image}:v1@sha256:${hex(index)}`,
  }));
  const built = images.map((image) => `    - image: ${image}\n`).join('');
  const body = `kind: Config\nbuild:\n  artifacts:\n${built}manifests:\n  rawYaml:\n    - k8s/*.yaml\n`;
  writeFileSync(join(folder, 'artifacts.json'), JSON.stringify({ builds: pinned }));
  writeFileSync(join(folder, 'orchestrator.yaml'), `apiVersion: orchestrator/v1\n${body}`);
  writeFileSync(join(folder, 'skaffold.yaml'), `apiVersion: skaffold/v4beta13\n${body}`);
  const entries = pinned.map(({ imageName, tag }) => {
    const [named, digest] = tag.split('@');
    return `  - name: ${imageName}\n    newName: ${named.replace(/:v1$/, '')}\n    digest: ${digest}\n`;
  });
  writeFileSync(
    join(folder, 'kustomization.yaml'),
    `resources:\n${names.map((name) => `  - k8s/${name}.yaml\n`).join('')}images:\n${entries.join('')}`,
  );
}

/** A folder for the `layers` builder: `files` small files of an application. */
export function makeLayersProject(folder, { files }) {
  for (let index = 0; index < files; index++) {
    const sub = join(folder, 'app', `part-${index % 50}`);
    mkdirSync(sub, { recursive: true });
    writeFileSync(
      join(sub, `module-${index}.js`),
      `export const value${index} = ${JSON.stringify(hex(index).repeat(12))};\n`,
    );
  }
  mkdirSync(join(folder, 'page'), { recursive: true });
  writeFileSync(join(folder, 'page', 'index.html'), 'first\n');
  writeFileSync(
    join(folder, 'orchestrator.yaml'),
    `apiVersion: orchestrator/v1
kind: Config
build:
  tagPolicy:
    sha256: {}
  platforms: [linux/amd64]
  artifacts:
    - image: bench/app
      layers:
        files:
          - {src: app, dest: /app}
          - {src: page, dest: /page}
`,
  );
}

/** A Go program on a base, built by a hook and by ko; `base` is the reference of the base image. */
export function makeGoProject(folder, { base }) {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'go.mod'), 'module example.test/hello\n\ngo 1.21\n');
  editGoProject(folder, 0);
  const built = {
    image: 'bench/go',
    hooks: { before: [{ command: ['go', 'build', '-trimpath', '-o', 'bin/app', '.'] }] },
    layers: { base, files: [{ src: 'bin/app', dest: '/ko-app/hello' }], entrypoint: ['/ko-app/hello'] },
  };
  // YAML reads JSON.
  writeFileSync(
    join(folder, 'orchestrator.yaml'),
    JSON.stringify({
      apiVersion: 'orchestrator/v1',
      kind: 'Config',
      build: { tagPolicy: { sha256: {} }, platforms: ['linux/amd64'], artifacts: [built] },
    }),
  );
}

/** Writes its one file: a web server that answers with the number. */
export const editGoProject = (folder, number) =>
  writeFileSync(
    join(folder, 'main.go'),
    `package main

import (
	"fmt"
	"net/http"
)

func main() {
	http.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprintln(w, "edit ${number}") })
	http.ListenAndServe(":8080", nil)
}
`,
  );

/**
 * `artifacts` images of `files` small files each, in 100 folders an image, with `ignored` files beside them that the
 * rules leave out: for `layers`, and as Dockerfiles for peers.
 */
export function makeManyArtifacts(folder, { artifacts, files, ignored }) {
  const names = Array.from({ length: artifacts }, (_, index) => `app-${index}`);
  for (const name of names) {
    const root = join(folder, name);
    mkdirSync(root, { recursive: true });
    for (let part = 0; part < Math.min(files, 100); part++)
      mkdirSync(join(root, 'src', `part-${part}`), { recursive: true });
    for (let index = 0; index < files; index++)
      writeFileSync(
        join(root, 'src', `part-${index % 100}`, `file-${index}.js`),
        `export default "${name} ${hex(index)}";\n`,
      );
    for (let part = 0; part < ignored / 200; part++) {
      const module = join(root, 'src', 'node_modules', `module-${part}`);
      mkdirSync(module, { recursive: true });
      for (let index = 0; index < 200; index++) writeFileSync(join(module, `${index}.js`), '');
    }
    writeFileSync(join(root, '.dockerignore'), '**/node_modules\n');
    writeFileSync(join(root, 'Dockerfile'), 'FROM scratch\nCOPY src /src\n');
  }
  const config = (version, artifact) =>
    `apiVersion: ${version}\nkind: Config\nbuild:\n  tagPolicy:\n    sha256: {}\n  artifacts:\n${names.map(artifact).join('')}`;
  writeFileSync(
    join(folder, 'orchestrator.yaml'),
    config(
      'orchestrator/v1',
      (name) =>
        `    - image: ${name}\n      context: ${name}\n      layers:\n        files:\n          - {src: src, dest: /src, ignore: ["**/node_modules"]}\n`,
    ),
  );
  writeFileSync(
    join(folder, 'skaffold.yaml'),
    config('skaffold/v4beta13', (name) => `    - image: ${name}\n      context: ${name}\n      docker: {}\n`),
  );
}
