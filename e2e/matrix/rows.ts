/** All rows, in the order of the page. Source of the cases: the fault model of docs/values.md, spelled out. */
import type { Group } from './page.ts';
import { cluster } from './rows-cluster.ts';
import { files, processes } from './rows-disk.ts';
import { registry } from './rows-registry.ts';
import { archives, supply, texts } from './rows-texts.ts';

export const groups: readonly Group[] = [
  { title: 'Files, store, disk', rows: files },
  { title: 'Processes and signals', rows: processes },
  { title: 'Registries', rows: registry },
  { title: 'Kubernetes API', rows: cluster },
  { title: 'Configs, templates, patterns', rows: texts },
  { title: 'Archives, contexts, sync', rows: archives },
  { title: 'Supply chain, secrets, CI', rows: supply },
];
