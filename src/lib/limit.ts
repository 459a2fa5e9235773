/** At most so many at once. */
import pLimit from 'p-limit';

export type Limit = <T>(job: () => Promise<T>) => Promise<T>;

/** @param count Jobs at once; 0 is no limit. */
export const createLimit = (count: number): Limit => (count === 0 ? (job) => job() : pLimit(count));
