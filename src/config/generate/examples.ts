/** Examples of docs/reference/config.md, by section; a test reads each of them. Pure data. */
export const examples: Readonly<Record<string, string>> = {
  '': `apiVersion: orchestrator/v1
kind: Config
metadata:
  name: shop
build:
  artifacts:
    - image: web
      docker: {}
manifests:
  rawYaml: [k8s/*.yaml]
`,
  build: `build:
  artifacts:
    - image: base
      context: base
      docker: {}
    - image: web
      context: web
      requires: [{ image: base, alias: BASE }]
      docker:
        target: production
        buildArgs: { VERSION: '{{default "dev" .VERSION}}' }
  tagPolicy:
    gitCommit: { variant: AbbrevCommitSha }
  local: { push: true, concurrency: 0 }
  platforms: [linux/amd64, linux/arm64]
`,
  'build.artifacts[].custom': `build:
  artifacts:
    - image: web
      custom:
        buildCommand: ./build.sh
        dependencies: { paths: [src/**], ignore: [src/**/*.test.ts] }
`,
  'build.artifacts[].layers': `build:
  artifacts:
    - image: web
      layers:
        base: gcr.io/distroless/nodejs22-debian12
        files:
          - { src: node_modules, dest: /app/node_modules }
          - { src: dist, dest: /app, owner: "1000:1000" }
        entrypoint: [node, /app/main.js]
        user: 1000
`,
  'build.tagPolicy': `build:
  tagPolicy:
    customTemplate:
      template: '{{.STAMP}}-{{.GIT}}'
      components:
        - { name: STAMP, dateTime: { format: "20060102", timezone: UTC } }
`,
  manifests: `manifests:
  rawYaml: [k8s/base, k8s/**/*.yaml]
  images: [{ kind: Widget, group: example.com, path: spec/image }]
  hooks:
    after: [{ host: { command: [./check.sh] } }]
`,
  deploy: `deploy:
  directory: { path: deployed }
`,
  resourceSelector: `resourceSelector:
  allow: [{ groupKind: Widget.example.com, image: [".spec.image"] }]
`,
  registries: `registries:
  - { host: "registry.example.com:5000", caFile: certs/ca.pem, mirrors: [mirror.example.com/hub] }
`,
  registry: `registry: { port: 5080, maxSize: 20GiB }
`,
  profiles: `profiles:
  - name: ci
    activation: [{ env: CI=true }]
    build: { local: { push: true } }
    patches:
      - { op: add, path: /build/platforms, value: [linux/amd64] }
`,
};
