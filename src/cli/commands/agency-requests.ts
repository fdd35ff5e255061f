import type { Command } from 'commander';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { cliError } from '../errors.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly accept?: string;
  readonly refuse?: string;
  readonly code?: string;
  readonly why?: string;
}

const KINDS = {
  register: { vi: 'đăng ký', en: 'register' },
  close: { vi: 'đóng', en: 'close' },
} as const;

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'requests',
      about: {
        vi: 'các đề nghị đăng ký, đóng cơ quan do hệ thống kết nối gửi; xem, chấp nhận hoặc từ chối',
        en: 'what connected systems ask for, agencies to register or to close: see, accept or refuse it',
      },
      options: [
        {
          flags: '--accept <id>',
          about: {
            vi: 'chấp nhận: thêm cơ quan, hoặc đặt ngày hết hiệu lực là hôm nay; không xóa gì',
            en: 'accept: add the agency, or end its validity today; nothing is deleted',
          },
        },
        {
          flags: '--code <code>',
          about: { vi: 'mã định danh được cấp, nếu khác mã đề nghị', en: 'the code to give, if not the one asked for' },
        },
        { flags: '--refuse <id>', about: { vi: 'từ chối', en: 'refuse' } },
        { flags: '--why <reason>', about: { vi: 'lý do, ghi vào nhật ký', en: 'the reason, kept in the log' } },
        DATA_OPTION,
      ],
      examples: ['lienthong agency requests', 'lienthong agency requests --accept 019a… --why "QĐ 12/QĐ-UBND"'],
      exits: ['refused', 'later', 'notFound'],
    },
    act,
  );
}

async function act(it: Invocation<Options>): Promise<void> {
  const { accept, refuse, why, code } = it.options;
  const wrong = usageProblem(it.options);
  if (wrong) throw cliError('USAGE', { problem: it.out.say(wrong), help: 'lienthong agency requests --help' });
  if (accept !== undefined) return decide(it, 'accepted', accept, { why: why ?? null, code });
  if (refuse !== undefined) return decide(it, 'refused', refuse, { why: why ?? null });
  return list(it);
}

function usageProblem({ accept, refuse, why, code }: Options) {
  if (accept !== undefined && refuse !== undefined) {
    return { vi: 'Chọn một: --accept hoặc --refuse.', en: 'Give one: --accept or --refuse.' };
  }
  if (refuse !== undefined && !why?.trim()) {
    return { vi: 'Từ chối phải có lý do: --why.', en: 'A refusal needs its reason: --why.' };
  }
  if (code !== undefined && accept === undefined) {
    return { vi: '--code chỉ đi với --accept.', en: '--code goes with --accept only.' };
  }
  return null;
}

async function list({ options, out }: Invocation<Options>): Promise<void> {
  const [{ withTools }, { openAgencyRequests }] = await imports();
  const open = await withTools(options, ({ tools }) => openAgencyRequests(tools.database.db));
  out.result(open);
  if (open.length === 0) {
    out.line(out.say({ vi: 'Không có đề nghị nào đang chờ.', en: 'Nothing waits for a decision.' }));
    return;
  }
  const headings = {
    vi: ['Mã đề nghị', 'Việc', 'Mã định danh', 'Tên', 'Cơ quan cấp trên hoặc được đóng', 'Hệ thống'],
    en: ['Request', 'What', 'Code', 'Name', 'Under, or to be closed', 'System'],
  };
  out.table(
    headings[out.language],
    open.map((one) => [
      one.id,
      KINDS[one.kind][out.language],
      one.code,
      one.name ?? '–',
      `${one.agency.code} ${one.agency.name}`,
      one.system,
    ]),
  );
}

async function decide(
  { options, out }: Invocation<Options>,
  outcome: 'accepted' | 'refused',
  id: string,
  { why, code }: { why: string | null; code?: string | undefined },
): Promise<void> {
  const [{ withTools }, , { acceptRequest, refuseRequest }, { byAt }] = await imports();
  const made = await withTools(options, async ({ tools, actor }) => {
    const by = await byAt(actor, why ?? '–');
    if (outcome === 'accepted') return acceptRequest(tools.owner, id, code, by);
    return tools.database.db.transaction((tx) => refuseRequest(tx, id, by));
  });
  out.result(made);
  const words = { accepted: { vi: 'Đã chấp nhận', en: 'Accepted' }, refused: { vi: 'Đã từ chối', en: 'Refused' } };
  out.line(`${out.say(words[outcome])}: ${KINDS[made.kind][out.language]} ${code ?? made.code} ${made.name ?? ''}`);
}

function imports() {
  return Promise.all([
    import('../tools.ts'),
    import('../../registry/index.ts'),
    import('../../administration/index.ts'),
    import('../operate.ts'),
  ]);
}
