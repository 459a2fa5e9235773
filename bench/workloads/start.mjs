/** What a command costs that does next to nothing. */
export const workloads = [
  {
    name: 'version',
    title: '--version',
    run: ({ floor, ours, peer }) => {
      const skaffold = peer('skaffold', 'version');
      return {
        candidates: {
          'node -e 0': floor,
          orchestrator: { command: ours('--version') },
          skaffold: skaffold && { command: skaffold },
        },
      };
    },
  },
  {
    name: 'help',
    title: '--help',
    run: ({ floor, ours }) => ({ candidates: { 'node -e 0': floor, orchestrator: { command: ours('--help') } } }),
  },
];
