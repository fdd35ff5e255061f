import type { Command } from 'commander';
import { dayInWords } from '../../platform/clock.ts';
import type { CertificateFilter, CertificateState, HeldCertificate } from '../../registry/index.ts';
import { addCommand, DATA_OPTION, type Invocation, type OptionSpec, whole } from '../command.ts';
import type { Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';

interface Options extends GivenSettings {
  readonly agency?: string;
  readonly limit: number;
  readonly after?: string;
}

const PAGE: readonly OptionSpec[] = [
  {
    flags: '--agency <code>',
    about: { vi: 'chỉ của cơ quan này', en: 'of this agency only' },
  },
  {
    flags: '--limit <number>',
    about: { vi: 'số dòng một trang', en: 'lines of one page' },
    default: 200,
    parse: whole(1, 1_000),
  },
  {
    flags: '--after <next>',
    about: { vi: 'trang sau: giá trị next của trang trước', en: 'the page after: `next` of the page before' },
  },
  DATA_OPTION,
];

export function register(group: Command): void {
  addCommand<Options>(
    group,
    {
      usage: 'list',
      about: {
        vi: 'các chứng thư số đã gắn: của ai, của cơ quan nào, có hiệu lực đến khi nào',
        en: 'the certificates that are bound: whose, of which agency, until when',
      },
      options: PAGE,
      examples: ['lienthong cert list', 'lienthong cert list --agency 000.00.13.H53 --json'],
      exits: ['refused', 'later', 'notFound'],
    },
    (it) => print(it, {}),
  );
  addCommand<Options & { readonly days: number }>(
    group,
    {
      usage: 'expiring',
      about: {
        vi: 'các chứng thư số sắp hết hạn, và vừa hết hạn trong cùng số ngày đó',
        en: 'the certificates that expire soon, or did within as many days past',
      },
      options: [
        {
          flags: '--days <number>',
          about: { vi: 'trong bao nhiêu ngày tới', en: 'within how many days' },
          default: 60,
          parse: whole(1, 3_650),
        },
        ...PAGE,
      ],
      examples: ['lienthong cert expiring', 'lienthong cert expiring --days 30 --json'],
      exits: ['refused', 'later', 'notFound'],
    },
    (it) => print(it, { expiringDays: it.options.days }),
  );
}

async function print(
  { options, out }: Invocation<Options>,
  filter: Pick<CertificateFilter, 'expiringDays'>,
): Promise<void> {
  const [{ withTools }, { agencyOf }, { certificateState, listCertificates }] = await Promise.all([
    import('../tools.ts'),
    import('../agency-of.ts'),
    import('../../registry/index.ts'),
  ]);
  const { agency, limit, after } = options;
  const page = await withTools(options, async ({ tools }) => {
    const { db } = tools.database;
    const agencyId = agency === undefined ? undefined : (await agencyOf(db, agency)).id;
    return listCertificates(db, { ...filter, limit, ...(agencyId && { agencyId }), ...(after && { after }) });
  });
  const now = new Date();
  const stateOf = (held: HeldCertificate) => certificateState(held, now);
  out.result({ items: page.items.map((one) => ({ ...view(one, now), state: stateOf(one) })), next: page.next });
  if (page.items.length === 0) {
    out.line(out.say({ vi: 'Không có chứng thư số nào.', en: 'There is no certificate.' }));
    return;
  }
  table(out, page.items, stateOf);
  if (page.next) {
    out.remark(out.say({ vi: `Còn nữa: --after ${page.next}`, en: `There are more: --after ${page.next}` }));
  }
}

const STATES: Readonly<Record<CertificateState, { vi: string; en: string }>> = {
  valid: { vi: 'đang hiệu lực', en: 'valid' },
  notYetValid: { vi: 'chưa có hiệu lực', en: 'not yet valid' },
  expired: { vi: 'đã hết hạn', en: 'expired' },
  revoked: { vi: 'đã thu hồi', en: 'revoked' },
};

function view(held: HeldCertificate, now: Date) {
  const { der: _, agency, ...one } = held;
  const daysLeft = Math.floor((one.notAfter.getTime() - now.getTime()) / 86_400_000);
  return { agency: agency.code, name: agency.name, ...one, daysLeft };
}

function table(
  out: Output,
  items: readonly HeldCertificate[],
  stateOf: (held: HeldCertificate) => CertificateState,
): void {
  const headings = {
    vi: ['Cơ quan', 'Người ký', 'Từ', 'Đến', 'Tình trạng', 'SHA-256', 'Chủ thể, số'],
    en: ['Agency', 'Signer', 'From', 'To', 'State', 'SHA-256', 'Subject, serial number'],
  }[out.language];
  const organisation = out.say({ vi: '(tổ chức)', en: '(organisation)' });
  out.table(
    headings,
    items.map((one) => [
      `${one.agency.code} ${one.agency.name}`,
      one.person ?? organisation,
      dayInWords(one.notBefore),
      dayInWords(one.notAfter),
      out.say(STATES[stateOf(one)]),
      one.sha256,
      `${one.subject}, ${one.serial}`,
    ]),
  );
}
