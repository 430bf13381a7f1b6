import { type Service, services } from '#schemas/services.ts';
import { type Names, namesOf } from './names.ts';
import { exists, Unusable } from './plan.ts';

/** An aggregate of today's services. Throws Unusable, with today's names, where there is none of this name. */
export function known(service: string, aggregate: string): { definition: Service; names: Names } {
  const definition = services.find(({ name }) => name === service);
  if (!definition) {
    throw new Unusable(
      `No service is called "${service}". Known are: ${services.map(({ name }) => name).join(', ')}`,
    );
  }
  const aggregates = Object.keys(definition.aggregates);
  if (!aggregates.includes(aggregate)) {
    throw new Unusable(`The ${service} service has no "${aggregate}". Known are: ${aggregates.join(', ')}`);
  }
  const names = namesOf(service, aggregate);
  if (!exists(`schemas/${service}/${names.folder}/events.ts`)) {
    throw new Unusable(
      `schemas/${service}/${names.folder} is not the folder of ${aggregate}: write it by hand`,
    );
  }
  return { definition, names };
}
