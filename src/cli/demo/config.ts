import { type Config, loadConfig } from '../../platform/config.ts';

/**
 * A hub of the demonstration: the embedded default, whatever the machine's settings say, so that it never touches a
 * database in use. Its outbound list opens loopback, where the second hub and the recipient's receiver listen.
 */
export function demoConfig(dataDir: string, port: number): Config {
  return loadConfig({
    DATA_DIR: dataDir,
    LISTEN_PORT: String(port),
    // Readers of the portal are told it.
    ...(port > 0 && { PUBLIC_URL: `http://127.0.0.1:${port}` }),
    OUTBOUND_ALLOW: '127.0.0.1/32',
    // Two hubs share the machine, and each verifier thread is a second of start-up.
    VERIFIER_THREADS: '1',
    LOG_LEVEL: 'info',
  });
}
