import type { Names } from './names.ts';
import { exists, read, Unusable } from './plan.ts';

/** The file that holds the aggregate's value, as `routes/` and `reactions/` import it. */
export function aggregateFile({ service, folder, Aggregate }: Names): string {
  const found = ['domain/', ''].find((place) => {
    const path = `functions/${service}/${folder}/${place}${folder}.ts`;
    return exists(path) && new RegExp(`^export const ${Aggregate}(:| =)`, 'm').test(read(path));
  });
  if (found === undefined) throw new Unusable(`functions/${service}/${folder} does not export ${Aggregate}`);
  return `../${found}${folder}.ts`;
}
