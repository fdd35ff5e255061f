import { FIGURE_KEYS, FIGURES, type FigureSpec, OTHER_FIGURES } from './figures.ts';
import { TIER_WORDS, TIERS } from './tiers.ts';

/** docs/board.md: what each figure counts, by which clock and which article. */
export function boardPage(): string {
  const parts = FIGURE_KEYS.map((key) => {
    const { name, article, numerator, denominator, clock, target }: FigureSpec = FIGURES[key];
    const rows = [
      ['Căn cứ', 'Article', { vi: article, en: article }],
      ['Tử số', 'Numerator', numerator],
      ['Mẫu số', 'Denominator', denominator],
      ['Tính theo', 'Clock', clock],
      [
        'Mức cần đạt',
        'Target',
        target === null ? { vi: 'không', en: 'none' } : { vi: `${target} %`, en: `${target} %` },
      ],
    ] as const;
    return [
      `## ${name.vi} / ${name.en} (\`${key}\`)`,
      '',
      '| | Tiếng Việt | English |',
      '|---|---|---|',
      ...rows.map(([vi, en, words]) => `| ${vi} / ${en} | ${words.vi} | ${words.en} |`),
      '',
    ].join('\n');
  });
  const others = Object.entries(OTHER_FIGURES).map(([key, { name, article, rule }]) =>
    [`## ${name.vi} / ${name.en} (\`${key}\`)`, '', `${article}`, '', rule.vi, '', rule.en, ''].join('\n'),
  );
  return `# Bảng theo dõi / The board

Số liệu về việc gửi, nhận văn bản điện tử của từng cơ quan, theo tháng, quý, năm và cấp (QĐ 28/2018/QĐ-TTg, Điều 11). Mỗi
số liệu chỉ định nghĩa ở đây. Không có mẫu số thì ghi "chưa có số liệu", không bao giờ ghi 100 %. Tỷ lệ cắt đến một phần
mười, không làm tròn lên. Ngày, tháng theo giờ Việt Nam. Văn bản của cơ quan ở sau trục khác được đo tại trục đó.

Figures on sending and receiving electronic documents, per agency, month, quarter, year and level. Each figure is defined
here only. Without a denominator there is no figure, and never 100 %. Shares are cut to a tenth, not rounded up. Days and
months are Vietnam's. Agencies behind another axis are measured there.

Cấp / level: ${TIERS.map((tier) => `${TIER_WORDS[tier].vi} / ${TIER_WORDS[tier].en} (\`${tier}\`)`).join(', ')}: theo tên
cơ quan (ủy ban nhân dân xã, phường, thị trấn, đặc khu; huyện, quận, thị xã, thành phố) và cấp của mã / by the agency's
name and its code's level.

Mỗi con số được ghi cùng lúc với bước làm ra nó (\`board_fact\`), rồi cộng lại cho cả ngày trong vòng nửa phút; việc xong
muộn làm thay đổi kỳ mà nó đến hạn. \`lienthong board --recount\` tính lại cả kỳ từ đầu. / Each number is written in the
step that makes it and added up, a whole day at a time, within half a minute; what is done late changes the period in
which it was due. \`lienthong board --recount\` counts a period anew.

${[...parts, ...others].join('\n')}`;
}
