import { todayInVietnam } from '../numbers.ts';
import { PLACES } from '../province.ts';
import { post, type Stage, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

export const dossier = {
  title: words(
    'Hồ sơ một cửa của huyện, Sở Nội vụ giải quyết: văn bản hai chiều và trạng thái trên một trang',
    "A citizen's dossier of a district, decided by Sở Nội vụ: documents both ways and its states on one page",
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { district, interior } = stage.offices;
    const day = todayInVietnam().replaceAll('/', '').slice(2);
    const number = `${PLACES.district.code}-${day}-${stage.numbers.next()}`;
    for (const state of [1, 2] as const) await district.client.reportDossier(number, state);
    const handed = await write(stage, {
      from: 'district',
      to: ['interior'],
      subject: 'Hồ sơ cấp lại chứng nhận lưu trữ viên',
      dossier: number,
    });
    const posted = await post(stage, teller, district.client, handed);
    await interior.desk.document(posted.uid);
    await interior.client.reportDossier(number, 4);
    const { code, promulgationDate, uid } = posted;
    const about = { organId: PLACES.district.code, code, promulgationDate, documentId: uid };
    const subject = 'V/v kết quả giải quyết hồ sơ';
    const reply = await write(stage, { from: 'interior', to: ['district'], subject, responseFor: [about] });
    const answered = await post(stage, teller, interior.client, reply);
    await district.desk.document(answered.uid);
    await interior.client.reportDossier(number, 9);
    await district.client.reportDossier(number, 10);
    const thread = await district.client.dossier(number);
    const story = `${thread.states.map((one) => one.state).join(' ')}, ${thread.documents.length}`;
    teller.expect(
      thread.state === 10 && thread.anomalies === 0 && thread.documents.length === 2,
      `hồ sơ ${number} từ Mới đăng ký đến Đã trả kết quả, hai văn bản trong một hồ sơ`,
      `dossier ${number} went from registration to its result, two documents in one thread`,
      story,
    );
  },
};
