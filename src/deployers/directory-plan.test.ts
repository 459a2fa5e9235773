import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { planProblems } from './directory-guard.ts';
import { type DirectoryChanges, type FolderState, type Found, planDirectory } from './directory-plan.ts';
import { sha256Of } from './ownership.ts';

const PATH = 'a/Pod._p.yaml';
const PROTECTED = 'apiVersion: v1\nkind: Pod\nmetadata: {name: p, annotations: {orchestrator.dev/prune: disabled}}\n';
const file = (text: string): Found => ({ kind: 'file', sha256: sha256Of(text), text });
const stateOf = (
  found: Readonly<Record<string, Found>>,
  owned: Readonly<Record<string, readonly string[]>> = {},
): FolderState => ({
  found: new Map(Object.entries(found)),
  owned: new Map(Object.entries(owned).map(([path, texts]) => [path, texts.map(sha256Of)])),
});

/** What happens to one path, as one word. */
function fateOf(plan: DirectoryChanges, path: string): string {
  const has = (list: readonly { readonly path: string }[]) => list.some((one) => one.path === path);
  const conflict = plan.conflicts.find((one) => one.path === path);
  const fates = [
    has(plan.create) && 'create',
    has(plan.update) && 'update',
    plan.keep.includes(path) && 'keep',
    has(plan.prune) && 'prune',
    plan.retain.includes(path) && 'retain',
    conflict && `conflict: ${conflict.why}`,
  ];
  return fates.filter((fate) => typeof fate === 'string').join(' and ') || 'nothing';
}

describe('planDirectory', () => {
  const link: Found = { kind: 'link' };
  test.each<[string, string | undefined, Found | undefined, readonly string[] | undefined, string, string]>([
    ['nothing there', 'new', undefined, undefined, 'create', 'create'],
    ['deleted by hand', 'new', undefined, ['old'], 'create', 'create'],
    ['the same there, ours', 'new', file('new'), ['new'], 'keep', 'keep'],
    ['the same there, of someone else', 'new', file('new'), undefined, 'keep', 'keep'],
    ['ours, as we left it', 'new', file('old'), ['old'], 'update', 'update'],
    ['ours, as a killed run left it', 'new', file('half'), ['old', 'half'], 'update', 'update'],
    ['of someone else', 'new', file('old'), undefined, 'conflict: foreign', 'update'],
    ['ours, edited', 'new', file('edit'), ['old'], 'conflict: edited', 'update'],
    ['a link', 'new', link, ['old'], 'conflict: link', 'conflict: link'],
    ['a folder', 'new', { kind: 'folder' }, undefined, 'conflict: folder', 'conflict: folder'],
    ['a socket', 'new', { kind: 'other' }, undefined, 'conflict: other', 'conflict: other'],
    ['behind a link', 'new', { kind: 'folder-link' }, ['old'], 'conflict: folder-link', 'conflict: folder-link'],
    ['unwanted, ours', undefined, file('old'), ['old'], 'prune', 'prune'],
    ['unwanted, edited', undefined, file('edit'), ['old'], 'conflict: edited', 'prune'],
    ['unwanted, gone', undefined, undefined, ['old'], 'nothing', 'nothing'],
    ['unwanted, a link by now', undefined, link, ['old'], 'conflict: link', 'conflict: link'],
    ['unwanted, of someone else', undefined, file('old'), undefined, 'nothing', 'nothing'],
    ['unwanted, protected', undefined, file(PROTECTED), [PROTECTED], 'retain', 'retain'],
    ['unwanted, protected by an edit', undefined, file(PROTECTED), ['old'], 'retain', 'retain'],
  ])('%s', (_, wanted, there, owned, fate, forced) => {
    const files = wanted === undefined ? [] : [{ path: PATH, text: wanted }];
    const state = stateOf(there === undefined ? {} : { [PATH]: there }, owned === undefined ? {} : { [PATH]: owned });
    expect(fateOf(planDirectory(files, state, { force: false }), PATH)).toBe(fate);
    expect(fateOf(planDirectory(files, state, { force: true }), PATH)).toBe(forced);
  });

  test('what is ours afterwards is what is wanted, and what stays on its own wish', () => {
    const state = stateOf(
      { 'a/X._kept.yaml': file('k'), 'a/X._gone.yaml': file('g'), [PATH]: file(PROTECTED) },
      { 'a/X._kept.yaml': ['k', 'older'], 'a/X._gone.yaml': ['g'], [PATH]: [PROTECTED], 'a/X._lost.yaml': ['l'] },
    );
    const { owned } = planDirectory([{ path: 'a/X._kept.yaml', text: 'k' }], state, { force: false });
    expect(owned).toEqual(
      new Map([
        ['a/X._kept.yaml', [sha256Of('k')]],
        [PATH, [sha256Of(PROTECTED)]],
      ]),
    );
  });

  test('a name that changes in case only is ours on a volume that ignores case, before and after the change', () => {
    const [old, now] = ['a/X._Admin.yaml', 'a/X._admin.yaml'];
    const before = stateOf({ [old]: file('old'), [now]: file('old') }, { [old]: ['old'] });
    const plan = planDirectory([{ path: now, text: 'new' }], before, { force: false });
    expect([fateOf(plan, old), fateOf(plan, now)]).toEqual(['prune', 'update']);
    const killed = stateOf({ [old]: file('new'), [now]: file('new') }, { [old]: ['old'], [now]: ['new'] });
    const next = planDirectory([{ path: now, text: 'new' }], killed, { force: false });
    expect([fateOf(next, old), fateOf(next, now)]).toEqual(['nothing', 'keep']);
  });

  test('without force nothing is overwritten or removed that we did not write', () => {
    const text = fc.constantFrom('a', 'b', 'c');
    const path = fc.constantFrom('a/X._1.yaml', 'a/X._2.yaml', 'b/X._3.yaml');
    const cases = fc.record({
      wanted: fc.dictionary(path, text),
      found: fc.dictionary(path, text.map(file)),
      owned: fc.dictionary(path, fc.array(text)),
    });
    fc.assert(
      fc.property(cases, ({ wanted, found, owned }) => {
        const files = Object.entries(wanted).map(([at, content]) => ({ path: at, text: content }));
        const plan = planDirectory(files, stateOf(found, owned), { force: false });
        for (const { path: at, before } of [...plan.update, ...plan.prune]) expect(owned[at]).toContain(before);
        for (const { path: at } of plan.create) expect(found[at]).toBeUndefined();
      }),
    );
  });
});

describe('planProblems', () => {
  const guard = (ownedCount: number, wantedCount: number, allowPrune = false) => {
    const names = Array.from({ length: ownedCount }, (_, at) => `a/X._${at}.yaml`);
    const state = stateOf(
      Object.fromEntries(names.map((name) => [name, file('x')])),
      Object.fromEntries(names.map((name) => [name, ['x']])),
    );
    const files = names.slice(0, wantedCount).map((path) => ({ path, text: 'x' }));
    return planProblems(planDirectory(files, state, { force: false }), state, { shown: 'deployed', allowPrune });
  };

  test.each([
    [0, 0, false],
    [1, 0, true],
    [3, 0, true],
    [3, 1, false],
    [6, 3, false],
    [6, 2, true],
    [12, 8, false],
    [12, 7, true],
  ])('of %i files, %i still rendered: refused is %s', (owned, wanted, refused) => {
    expect(guard(owned, wanted).map(({ code }) => code)).toEqual(refused ? ['DEPLOY_REFUSED'] : []);
    expect(guard(owned, wanted, true)).toEqual([]);
  });

  test('names what would go, up to ten', () => {
    expect(guard(12, 0)[0]?.message).toMatch(
      /^all 12 files in "deployed" would be removed: a\/X\._0\.yaml, .* and 2 more$/,
    );
    expect(guard(6, 2)[0]?.message).toMatch(/^4 of 6 files/);
  });

  test('names every conflict at once, and the pruning with them', () => {
    const state = stateOf({ 'a/X._1.yaml': file('1'), 'a/X._2.yaml': file('edit') }, { 'a/X._2.yaml': ['2'] });
    const plan = planDirectory([{ path: 'a/X._1.yaml', text: 'new' }], state, { force: false });
    expect(planProblems(plan, state, { shown: 'out', allowPrune: false })).toMatchObject([
      { code: 'DEPLOY_CONFLICT', message: '"out/a/X._1.yaml" is a file of someone else, and would be overwritten' },
      { code: 'DEPLOY_CONFLICT', message: '"out/a/X._2.yaml" was changed since it was written, and would be removed' },
    ]);
    const forced = planDirectory([{ path: 'a/X._1.yaml', text: 'new' }], state, { force: true });
    expect(planProblems(forced, state, { shown: 'out', allowPrune: false })).toMatchObject([
      { code: 'DEPLOY_REFUSED' },
    ]);
  });
});
