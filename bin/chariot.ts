import { main } from '../cli/program.ts';
import { processTerminal } from '../cli/terminal.ts';

// `chariot assets | head` closes the pipe early, which is no failure.
process.stdout.on('error', (error) => {
  if ('code' in error && error.code === 'EPIPE') process.exit(0);
  throw error;
});

process.exitCode = await main(process.argv.slice(2), processTerminal());
