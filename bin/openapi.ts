import { writeFileSync } from 'node:fs';
import { serviceApis } from '#schemas/apis.ts';
import { openApiDocument } from '#schemas/openapi.ts';

writeFileSync(
  new URL('../docs/openapi.json', import.meta.url),
  `${JSON.stringify(openApiDocument(serviceApis), null, 2)}\n`,
);
