import { PLACES } from '../province.ts';
import { post, type Stage, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

/** Mail that waits for whoever opens the pages after the demonstration. */
export const webPage = {
  title: words(
    'Phường Âu Lạc không có phần mềm: văn thư làm việc trên trang web của trục',
    "Phường Âu Lạc has no system of its own: its clerk works at the hub's web pages",
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, interior, finance } = stage.offices;
    const to = ['ward'] as const;
    const tomorrow = new Date(Date.now() + 31 * 3_600_000).toISOString().slice(0, 10).replaceAll('-', '/');
    const letters = [
      await post(
        stage,
        teller,
        office.client,
        await write(stage, {
          from: 'committee',
          to,
          subject: 'Công điện về chủ động ứng phó mưa lũ, sạt lở đất tại các phường, xã ven sông',
          typeName: 'Công điện',
          priority: 3,
        }),
      ),
      await post(
        stage,
        teller,
        interior.client,
        await write(stage, {
          from: 'interior',
          to,
          subject: 'V/v báo cáo số lượng, chất lượng cán bộ, công chức phường năm nay',
          dueDate: tomorrow,
        }),
      ),
      await post(
        stage,
        teller,
        finance.client,
        await write(stage, {
          from: 'finance',
          to,
          subject: 'V/v quyết toán kinh phí hỗ trợ chuyển đổi số cấp xã',
        }),
      ),
    ];
    const waiting = letters.flatMap(({ answer }) => answer.deliveries).filter((one) => one.word === 'queued');
    teller.expect(
      waiting.length === letters.length && waiting.every((one) => one.addressedCode === PLACES.ward.code),
      `${letters.length} văn bản chờ văn thư mở trang Văn bản đến`,
      `${letters.length} documents wait until the clerk opens the page of incoming documents`,
      waiting.map((one) => one.addressedCode).join(', '),
    );
  },
};
