/**
 * Texts below texts, and how they are drawn. Pure.
 *
 *     Deployment shop/web: 1 of 2 replicas available
 *     └─ ReplicaSet web-5d9f: 1 of 2 pods ready
 *        └─ pod web-5d9f-x2x
 */
export interface TextTree {
  /** One line. */
  readonly text: string;
  readonly below: readonly TextTree[];
}

export function drawTree({ text, below }: TextTree): readonly string[] {
  return [
    text,
    ...below.flatMap((branch, index) => {
      const isLast = index === below.length - 1;
      const [first = '', ...rest] = drawTree(branch);
      return [`${isLast ? '└─' : '├─'} ${first}`, ...rest.map((line) => `${isLast ? '   ' : '│  '}${line}`)];
    }),
  ];
}
