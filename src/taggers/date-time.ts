/** `dateTime`: the time of the build in a Go layout, `2026-08-11_09-30-00.25_CEST`. Source: Skaffold's tag/date_time.go. */
import { formatGoTime, isTimeZone } from '../lib/go-time.ts';
import type { DateTimeSpec } from './tag-policy.schema.ts';
import { checkTag, tagFailed } from './tag-result.ts';
import type { Tagger } from './tagger.ts';

const LAYOUT = '2006-01-02_15-04-05.999_MST';
const FROM = 'build.tagPolicy.dateTime';

export const dateTime: Tagger<DateTimeSpec> = {
  kind: 'dateTime',
  async tag({ format = LAYOUT, timezone }, job, { system }) {
    // Go's names for the machine's zone and for UTC.
    const zone = timezone === 'Local' ? undefined : timezone === '' ? 'UTC' : timezone;
    if (zone !== undefined && !isTimeZone(zone))
      return tagFailed(
        `${FROM}.timezone "${zone}" is no time zone`,
        'Write an IANA name such as Europe/Berlin or UTC.',
        job.placeOf?.(['dateTime', 'timezone']),
      );
    return checkTag(FROM, formatGoTime(system.clock.now(), format, zone));
  },
};
