import { join } from 'node:path';
import { styled } from '../../cli/output.ts';
import type { Terminal } from '../../cli/terminal.ts';
import { root } from '../folders.ts';
import type { Demo } from './run.ts';

/** One word of a shell, whatever the checkout's folder is called. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

/** What `chariot ops` needs of AWS. Whoever named another endpoint has it, and perhaps secrets in it. */
const forOperators = ['AWS_ENDPOINT_URL', 'AWS_REGION', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY'];

/** How to go on with a demo that is up: where it is, the key, and three things to try. Ends with a newline. */
export function tryText({ engine, apiUrl, account, report }: Demo, terminal: Terminal): string {
  const bold = (text: string) => styled('bold', text, terminal.stdout);
  // A name that a scanner recorded could hold characters that a shell obeys.
  const asset = report.assets.find(({ dns }) => /^[a-z0-9.-]+$/i.test(dns))?.dns ?? 'www.example.com';
  return `
${bold('The platform is up')}

  export CHARIOT_API_URL=${apiUrl}
  export CHARIOT_KEY_ID=${account.keyId}
  export CHARIOT_KEY_SECRET=${account.keySecret}
  chariot() { node ${quoted(join(root, 'bin', 'chariot.mjs'))} "$@"; }
${
  engine.pid === undefined
    ? ''
    : `  export ${forOperators.map((name) => `${name}=${engine.env[name]}`).join(' ')}
`
}
Try, in another terminal and after these lines:

  chariot assets
  chariot history ${asset}
  curl -s "$CHARIOT_API_URL/token" -H 'content-type: application/json' \\
    -d '{"id":"'$CHARIOT_KEY_ID'","secret":"'$CHARIOT_KEY_SECRET'"}'

${
  engine.pid === undefined
    ? `Ctrl-C ends this program; the stacks stay at ${engine.endpoint}.`
    : "Everything is in the engine's memory and ends with it. Ctrl-C stops all."
}
`;
}
