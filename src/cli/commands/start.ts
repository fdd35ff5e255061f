import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation, whole } from '../command.ts';
import { cliError } from '../errors.ts';
import { type GivenSettings, readSettings } from '../settings.ts';

/** How long a hub may take to let what is under way end before it exits anyway. */
const CLOSE_WITHIN_MS = 30_000;

export function register(program: Command): void {
  addCommand<GivenSettings>(
    program,
    {
      usage: 'start',
      aliases: ['serve'],
      about: { vi: 'chạy trục cho đến khi nhận tín hiệu dừng', en: 'run the hub until it is told to stop' },
      options: [
        {
          flags: '--role <role>',
          about: { vi: 'việc của tiến trình này', en: 'what this process does' },
          env: 'HUB_ROLE',
          choices: ['all', 'api', 'worker'],
        },
        {
          flags: '--port <port>',
          about: {
            vi: 'cổng lắng nghe, mặc định 8686; 0 là cổng trống bất kỳ',
            en: 'port, by default 8686; 0 takes a free one',
          },
          env: 'LISTEN_PORT',
          parse: whole(0, 65_535),
        },
        {
          flags: '--host <address>',
          about: { vi: 'địa chỉ lắng nghe, mặc định 127.0.0.1', en: 'address to listen on, by default 127.0.0.1' },
          env: 'LISTEN_HOST',
        },
        DATA_OPTION,
      ],
      examples: ['lienthong start --port 8686', 'lienthong serve --role worker'],
      exits: ['refused', 'later'],
    },
    start,
  );
}

async function start({ options, out }: Invocation<GivenSettings>): Promise<void> {
  const [{ startHub }, { openLog }, { default: closeWithGrace }] = await Promise.all([
    import('../../app.ts'),
    import('../../platform/log.ts'),
    import('close-with-grace'),
  ]);
  const config = await readSettings(options);
  const log = openLog(config.logLevel);
  await requirePort(config.host, config.port);
  const starting = startHub(config, { log });
  // Before it has started: a stop midway must not leave the embedded PostgreSQL running.
  const ended = new Promise<void>((resolve) => {
    closeWithGrace({ delay: CLOSE_WITHIN_MS, logger: false }, async ({ err, signal }) => {
      if (err) log.fatal({ error: err }, 'unexpected error; closing');
      out.remark(out.say({ vi: `Đang dừng (${signal ?? 'lỗi'})…`, en: `Stopping (${signal ?? 'error'})…` }));
      const started = await starting.catch(() => null);
      await started?.close();
      resolve();
    });
  });
  const hub = await starting;
  const facts = { url: hub.url, role: config.role, dataDir: config.dataDir, queue: hub.queue.name, pid: process.pid };
  out.line(out.paint('bold', out.say({ vi: 'Liên Thông đang chạy.', en: 'Liên Thông is running.' })));
  for (const [name, value] of [
    [out.say({ vi: 'Địa chỉ', en: 'Address' }), hub.url],
    [out.say({ vi: 'Thư mục dữ liệu', en: 'Data directory' }), config.dataDir],
    [out.say({ vi: 'Hàng đợi', en: 'Queue' }), hub.queue.name],
    [out.say({ vi: 'Vai trò', en: 'Role' }), config.role],
  ]) {
    out.line(`  ${name}: ${value}`);
  }
  out.line(
    out.say({
      vi: '  Cấp khóa API cho một hệ thống: lienthong system add <tên> --agency <mã định danh>',
      en: '  Give a system its API key: lienthong system add <name> --agency <code>',
    }),
  );
  out.line(out.say({ vi: '  Dừng: Ctrl-C', en: '  Stop: Ctrl-C' }));
  out.result(facts);
  await ended;
}

/** Tried before anything is started: a second hub by mistake is told so at once. */
async function requirePort(host: string, port: number): Promise<void> {
  const { createServer } = await import('node:net');
  const probe = createServer();
  await new Promise<void>((resolve, reject) => {
    probe.once('error', (error: NodeJS.ErrnoException) => {
      const taken = error.code === 'EADDRINUSE';
      reject(
        taken
          ? cliError('PORT_TAKEN', { host, port }, error)
          : cliError('PORT_NOT_ALLOWED', { host, port, reason: error.code ?? error.message }, error),
      );
    });
    probe.listen(port, host, () => probe.close(() => resolve()));
  });
}
