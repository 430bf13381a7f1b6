import { addedBy } from './history.ts';
import type { Invariant } from './invariant.ts';

export const countedOnce: Invariant = {
  name: 'an effect takes place once for each event',
  check(platform) {
    const events = platform.table('asset').log.flatMap(addedBy);
    const tagged = events.filter(({ event_type }) => event_type === 'AssetTagged').length;
    const counted = events.filter(({ event_type }) => event_type === 'CounterAdded').length;
    return tagged === counted ? [] : [`${tagged} taggings were counted as ${counted}`];
  },
};
