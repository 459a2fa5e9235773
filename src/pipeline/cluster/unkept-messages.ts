/** Tells of objects that the cluster keeps otherwise than they were applied: nothing else says so, as the fields are ours. */
import { countOf } from '../../lib/terminal-text.ts';
import { describeRef } from '../../live/object.ts';
import { unkeptFields } from '../../live/unkept.ts';
import { FIELD_MANAGER, type Receipt } from './applied.ts';

/** A webhook that changes everything is told by a few. */
const OBJECTS = 5;
const FIELDS = 3;

export function unkeptMessages(receipts: readonly Receipt[]): readonly string[] {
  const found = receipts.flatMap(({ ref, wanted, live }) => {
    const paths = unkeptFields(wanted.value, live, FIELD_MANAGER);
    return paths.length === 0 ? [] : [{ ref, paths }];
  });
  const told = found.slice(0, OBJECTS).map(({ ref, paths }) => {
    const more = paths.length > FIELDS ? ` and ${countOf(paths.length - FIELDS, 'more field')}` : '';
    const fields = `${paths.slice(0, FIELDS).join(', ')}${more}`;
    return `${describeRef(ref)} is not as it was applied: the cluster changes ${fields} while it is written, as a mutating webhook does; to apply it again does not help`;
  });
  const rest = found.length - told.length;
  return rest === 0 ? told : [...told, `the cluster changes ${countOf(rest, 'more object')} while they are written`];
}
