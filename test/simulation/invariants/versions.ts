import type { Invariant } from './invariant.ts';

/** Once there, an attribute that this version does not know is there after each later write, whichever version writes. */
export const attributesSurvive: Invariant = {
  name: 'an older writer keeps the attributes that it does not know',
  check: ({ tables }) =>
    [...tables.values()].flatMap((table) =>
      table.log.flatMap(({ before, tip }) =>
        before?.unknown?.Extra !== undefined && tip.unknown?.Extra !== before.unknown.Extra
          ? [`version ${tip.version} of ${tip.type} ${tip.key} lost an attribute`]
          : [],
      ),
    ),
};
