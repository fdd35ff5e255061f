import type { OptionSpec } from '../../command.ts';

/** What an administrator may say of an axis besides its address, by the dialect that it speaks. */
export interface DialectOptions {
  readonly dialect: 'rest' | 'vxp' | 'lang-son' | 'quang-nam';
  readonly systemId?: string;
  readonly from?: string;
  readonly clockOffset?: string;
  readonly ignoresTo?: boolean;
  readonly insistsOnTrace?: boolean;
  readonly userName?: string;
  readonly applicationCode?: string;
  readonly listDays?: string;
  readonly clientId?: string;
  readonly unit?: string;
  readonly fileField?: string;
  readonly directory?: string;
}

export const DIALECT_OPTIONS: readonly OptionSpec[] = [
  {
    flags: '--system-id <id>',
    about: {
      vi: 'vxp, lang-son: mã hệ thống (systemid) mà trục kia đã cấp',
      en: 'vxp, lang-son: the system id that the other axis gave',
    },
  },
  {
    flags: '--from <code>',
    about: {
      vi: 'vxp: mã nút ghi ở from, ví dụ 00.98.W00; bỏ trống thì ghi mã cơ quan gửi',
      en: 'vxp: the node that signs as from, like 00.98.W00; without it the sending agency does',
    },
  },
  {
    flags: '--clock-offset <hours>',
    about: {
      vi: 'vxp: múi giờ mà trục kia đọc giờ gửi, mặc định +7; trục chạy giờ UTC thì ghi 0',
      en: 'vxp: the zone in which the other side reads timestamps, by default +7; 0 for an axis on UTC',
    },
  },
  {
    flags: '--ignores-to',
    about: {
      vi: 'vxp: trục kia bỏ qua to và gửi cho mọi bên nhận ghi trên văn bản; mỗi văn bản chỉ gửi một lần',
      en: 'vxp: the axis ignores to and serves every recipient on the document; each document is sent once',
    },
  },
  {
    flags: '--insists-on-trace',
    about: {
      vi: 'vxp: trục kia đòi có TraceHeader của trục này; chỉ thêm vào bản gửi đi',
      en: "vxp: the axis wants this hub's own TraceHeader; it is added to the copy that is sent",
    },
  },
  {
    flags: '--user-name <name>',
    about: { vi: 'lang-son: tên đăng nhập', en: 'lang-son: the user name of the login' },
  },
  {
    flags: '--application-code <code>',
    about: { vi: 'lang-son: applicationCode khi đăng nhập', en: 'lang-son: the applicationCode of the login' },
  },
  {
    flags: '--list-days <days>',
    about: {
      vi: 'lang-son: hỏi danh sách văn bản chờ lùi lại bao nhiêu ngày, mặc định 30',
      en: 'lang-son: how many days back the list of what waits is asked for, by default 30',
    },
  },
  {
    flags: '--client-id <id>',
    about: {
      vi: 'quang-nam: mã ứng dụng (client id) của WSO2',
      en: 'quang-nam: the client id of the WSO2 application',
    },
  },
  {
    flags: '--unit <code>',
    about: { vi: 'quang-nam: mã đơn vị của trục này ở đó', en: 'quang-nam: the unit that this hub is there' },
  },
  {
    flags: '--file-field <name>',
    about: {
      vi: 'quang-nam: tên trường chứa tệp khi gửi, mặc định noiDung',
      en: 'quang-nam: the field that carries the file of a sent document, by default noiDung',
    },
  },
];

/** As given; what does not fit the dialect is for the registry to refuse. */
export function settingsOf(options: DialectOptions): Record<string, unknown> {
  const { dialect, clockOffset, ignoresTo, insistsOnTrace, listDays } = options;
  const { systemId, from, userName, applicationCode, clientId, unit, fileField, directory } = options;
  const given = { systemId, from, userName, applicationCode, unit, fileField, directory };
  return {
    dialect,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    ...(clockOffset !== undefined && { clockOffset: Math.round(Number(clockOffset) * 60) }),
    ...(listDays !== undefined && { listDays: Number(listDays) }),
    ...(clientId !== undefined && (dialect === 'vxp' ? { gateway: { clientId } } : { clientId })),
    ...(ignoresTo && { honoursTo: false }),
    ...(insistsOnTrace && { insistsOnTrace }),
  };
}
