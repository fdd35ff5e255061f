import { ownTerminal } from './output.ts';
import { runCommandLine } from './run.ts';

// `lienthong … | head` closes the pipe early: nobody reads on, and that is no error.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
});

process.exitCode = await runCommandLine(process.argv.slice(2), ownTerminal);
