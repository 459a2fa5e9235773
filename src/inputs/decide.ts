/** What rules say of one entry of a walk. The shape that `Tree.walk` asks for. */
export interface Decision {
  readonly keep: boolean;
  /** Whether to look below a folder; it may be left out itself. Of anything else it means nothing. */
  readonly descend: boolean;
}

/** @param path Relative to the walk's root, `/` between parts. Folders are asked before what they hold. */
export type Decide = (path: string, kind: 'file' | 'folder' | 'link' | 'other') => Decision;

/** Everything. */
export const decideAll: Decide = () => ({ keep: true, descend: true });
