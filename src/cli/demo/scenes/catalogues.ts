import { NEW_AGENCY, ODD_URGENCY, RENAMED } from '../catalogues.ts';
import { PLACES } from '../province.ts';
import type { Stage } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

export const catalogues = {
  title: words(
    'Danh mục dùng chung: trục đồng bộ và chỉ ra chỗ không khớp, không tự sửa danh bạ',
    'Shared catalogues: the hub reads them and shows what does not match, and changes no directory by itself',
  ),
  async play({ catalogues: desk }: Stage, teller: Teller): Promise<void> {
    await desk.synchronise();
    const lines = await desk.standing();
    const entries = lines.reduce((sum, one) => sum + one.entries, 0);
    const failing = lines.filter((one) => one.readAt === null || one.failure !== null);
    teller.expect(
      failing.length === 0,
      `${lines.length} danh mục đã đồng bộ, ${entries} mục`,
      `${lines.length} catalogues are read, ${entries} entries`,
      failing.map((one) => `${one.name} ${one.failure}`).join(', '),
    );
    const unknown = lines.find((one) => one.name === 'urgency')?.unknown;
    teller.expect(
      unknown === 1,
      `độ khẩn «${ODD_URGENCY}» không có trong bảng mã: được nêu ra để xem lại`,
      `the urgency “${ODD_URGENCY}” is in no code list: it is told, to be looked at`,
      `${unknown}`,
    );
    const { added, renamed } = await desk.differences();
    const isRenamed = renamed.some(
      ({ code, before }) => code === PLACES[RENAMED.place].code && before !== RENAMED.name,
    );
    teller.expect(
      added.some((one) => one.code === NEW_AGENCY.code) && isRenamed,
      `${NEW_AGENCY.name} (mới) và ${RENAMED.name} (đổi tên) chờ người quản trị nhận`,
      `${NEW_AGENCY.name} (new) and ${RENAMED.name} (renamed) wait for the administrator`,
      [...added, ...renamed].map((one) => one.code).join(', '),
    );
  },
};
