// Loaded into a command that a test has started: when the test's process is gone, however it ended, so is the command.
// Its threads load this too and have no channel.
const LIMIT_MS = 10_000;

process.once('disconnect', () => {
  process.kill(process.pid, 'SIGTERM');
  setTimeout(() => process.kill(process.pid, 'SIGKILL'), LIMIT_MS);
});
process.channel?.unref();
