import type { OptionSpec } from './command.ts';

/** Where a hub on this machine listens unless told otherwise. */
export const LOCAL_HUB = 'http://127.0.0.1:8686';

export interface HubOptions {
  readonly url: string;
  readonly key?: string;
}

const KEY: OptionSpec = {
  flags: '--key <key>',
  about: { vi: 'khóa API của hệ thống', en: "the system's API key" },
  env: 'LIENTHONG_KEY',
};

/** For commands that always talk to a hub. */
export const HUB_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--url <url>',
    about: { vi: 'địa chỉ của trục', en: 'address of the hub' },
    env: 'LIENTHONG_URL',
    default: LOCAL_HUB,
  },
  KEY,
];

/** For commands that read this machine's data directory unless a hub is named. */
export const REMOTE_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--url <url>',
    about: {
      vi: 'hỏi trục tại địa chỉ này thay vì đọc thư mục dữ liệu trên máy',
      en: "ask the hub at this address instead of reading this machine's data directory",
    },
    env: 'LIENTHONG_URL',
  },
  KEY,
];
