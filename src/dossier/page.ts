import { DOSSIER_STATES, DOSSIER_TRANSITIONS, stateWords } from './states.ts';

/** docs/dossiers.md: how a một cửa system hands in dossiers and reports their states. */
export function dossiersPage(): string {
  const states = DOSSIER_STATES.map((state) => `| ${state} | ${stateWords(state).vi} | ${stateWords(state).en} |`);
  const steps = (['start', ...DOSSIER_STATES] as const).flatMap((from) =>
    Object.entries(DOSSIER_TRANSITIONS[from]).map(
      ([next, { vi, en }]) => `| ${from === 'start' ? '–' : from} | ${next} | ${vi} | ${en} |`,
    ),
  );
  return `# Hồ sơ thủ tục hành chính / Dossiers of a một cửa system

Hệ thống một cửa (VNPT-iGate và các hệ thống khác) gửi hồ sơ qua trục như mọi văn bản: edXML qua REST hoặc VXP. Trục xâu
các văn bản của một hồ sơ theo mã hồ sơ và giữ trạng thái của hồ sơ, tách khỏi trạng thái 01 đến 16 của văn bản.

A một cửa system hands dossiers in like any document: edXML by REST or VXP. The hub threads a dossier's documents on its
number and keeps the dossier's state, apart from the statuses 01 to 16 of a document.

## Văn bản / Documents

| edXML | |
|---|---|
| \`OtherInfo/ReferenceCodes\` | Mã hồ sơ, \`<mã cơ quan>-<YYMMDD>-<số thứ tự>\`: \`000.00.14.H20-200703-0002\`. The dossier's number. |
| \`ApplicationType\` | \`MCDT_DT\`; mọi giá trị bắt đầu như trong \`DOSSIER_APPLICATIONS\`. What begins as that setting says is of a dossier even when its number is unusual or stands in \`Code\` only. |
| \`Code\` | Mã hồ sơ và \`Hồ sơ liên thông\`, như các hệ thống hiện nay ghi. As the field writes it. |
| \`DueDate\` | Ngày hẹn trả kết quả. The day on which the result is due. |
| \`ResponseFor\` | Văn bản trả lời không cần ghi mã hồ sơ: nó thuộc hồ sơ của văn bản mà nó trả lời. An answer needs no number: it is of the dossier of what it answers. |

Bên tham gia hồ sơ là cơ quan có mã trong mã hồ sơ (hoặc nơi nhận văn bản thay cơ quan đó), và cơ quan nhận văn bản của hồ
sơ do một bên tham gia gửi. Chỉ các bên này xem được hồ sơ và báo trạng thái; cơ quan khác ghi mã hồ sơ vào văn bản của mình thì văn
bản vẫn đi (lưu ý \`DOSSIER_OF_OTHERS\`), nhưng không xem được gì.

The parties are the agency that the number names (or whoever receives its mail), and every agency to which a party sent a
document of the dossier. They alone see it and report on it; each sees those documents that it sent or received.

## Trạng thái / States

\`\`\`sh
curl -X POST https://<hub>/v1/dossiers/000.00.14.H20-200703-0002/states -H 'Authorization: Bearer lt_…' \\
  -H 'Content-Type: application/json' -d '{"state": 4, "at": "2020-07-06T09:00:00+07:00", "note": "Phòng Xuất bản"}'
\`\`\`

\`201\` đã ghi; \`200\` lần báo này đã có (cùng cơ quan, trạng thái và \`at\`; không ghi \`at\`: cùng trạng thái, ghi chú và ngày hẹn với lần báo
cuối). Báo trạng thái của một mã chưa có văn bản nào sẽ mở hồ
sơ, nếu mã hồ sơ ghi cơ quan của hệ thống báo. Trạng thái không theo trình tự dưới đây vẫn được ghi
(\`"follows": false\`), hiện là bất thường, và không đổi trạng thái, ngày hẹn của hồ sơ. Trạng thái là của cả hồ sơ, như người dân thấy: cơ quan phối
hợp đang giải quyết thì báo 4. Không mẫu edXML công khai nào mang trạng thái hồ sơ, nên trục không đọc trạng thái từ edXML.

\`201\`: kept. \`200\`: reported before (same agency, state and \`at\`; without \`at\`: no other state, note or day
than the last report). A report on a number that has no document yet opens the dossier
when the number names an agency of the reporting system. A state that does not follow is kept (\`"follows": false\`), shown
as an anomaly, and moves nothing. The state is that of the whole dossier, as the citizen sees it. No public sample of edXML carries one, so the hub
reads none there.

| Mã / Code | Tiếng Việt | English |
|---|---|---|
${states.join('\n')}

Quá hạn: quá ngày hẹn trả và hồ sơ chưa có trạng thái hoặc đang ở 1, 2, 4. Thời gian chờ người dân (5, 6, 7) không tính. Overdue: past the day, and
the agencies' turn (no state, 1, 2 or 4).

### Trình tự / What may follow

Mã trạng thái là của các hệ thống dịch vụ công; không văn bản công khai nào quy định trình tự, bảng này lập theo thủ tục một cửa (NĐ
118/2025/NĐ-CP). The codes are the systems'; no public text orders them, so the table follows the procedure of một cửa.

| Từ / From | Sang / To | Tiếng Việt | English |
|---|---|---|---|
${steps.join('\n')}

## Đọc lại / Reading

\`GET /v1/dossiers?number=&state=&agency=&overdue=true\`, \`GET /v1/dossiers/{number}\`, \`lienthong trace <mã hồ sơ>\`,
trang "Hồ sơ thủ tục hành chính" / the page of that name.
`;
}
