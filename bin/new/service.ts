import { AnyServiceName } from '#schemas/primitives.ts';
import { services } from '#schemas/services.ts';
import type { GeneratedFile } from '../generate-routes.ts';
import { type Names, namesOf, plural } from './names.ts';
import { edited, exists, type Plan, read, Unusable } from './plan.ts';
import { serviceDomain } from './service-domain.ts';
import { serviceEntries } from './service-functions.ts';
import { serviceSchemas } from './service-schemas.ts';
import { serviceTests } from './service-tests.ts';

function check({ service, Aggregate, folder }: Names): void {
  if (!AnyServiceName.safeParse(service).success) {
    throw new Unusable(`"${service}" names no service: use one word in lower case, such as risk`);
  }
  if (!/^[A-Z][a-z]+([A-Z][a-z]+)*$/.test(Aggregate)) {
    throw new Unusable(`"${Aggregate}" names no aggregate: use a noun such as Risk or ApiKey`);
  }
  const owner = services.find(({ aggregates }) => Object.hasOwn(aggregates, Aggregate));
  if (owner)
    throw new Unusable(`${Aggregate} is an aggregate of the ${owner.name} service: use another name`);
  const places = [`schemas/${service}`, `functions/${service}`, `test/${service}`, `lib/${service}-stack.ts`];
  const taken = places.find(exists);
  if (taken) throw new Unusable(`${taken} exists already: use another name than ${service}`);
  const paths = services.flatMap(({ routes }) => routes.map(({ path }) => path.split('/')[1]));
  if (paths.includes(plural(folder))) {
    throw new Unusable(
      `/${plural(folder)} is the path of another service: use another name than ${Aggregate}`,
    );
  }
}

/** The list of services, with one more. */
function listed(service: string): GeneratedFile {
  const path = 'schemas/services.ts';
  const line = `import { ${service}Service } from './${service}/service.ts';\n`;
  return edited(
    { path, text: `${line}${read(path)}` },
    /^const definitions = \[([^\]]*?),?\s*\] as const;$/m,
    (_, known) => `const definitions = [${known}, ${service}Service] as const;`,
  );
}

/** A service with one aggregate, four routes and two events. */
export function newService(service: string, aggregate: string): Plan {
  const names = namesOf(service, aggregate);
  check(names);
  const { folder } = names;
  return {
    files: [
      ...serviceSchemas(names),
      ...serviceEntries(names),
      ...serviceDomain(names),
      ...serviceTests(names),
      listed(service),
    ],
    left: [
      `schemas/${service}/service.ts: say in one sentence what the service is for`,
      `schemas/${service}/${folder}/: give ${aggregate} the fields, events and permissions that it needs`,
      `functions/${service}/${folder}/domain/: write its rules`,
      `functions/${service}/README.md: describe purpose, flow, integration and nuances`,
    ],
  };
}
