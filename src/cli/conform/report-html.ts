import { momentInWords } from '../../platform/clock.ts';
import type { Bilingual } from '../output.ts';
import type { Report, Result } from './model.ts';
import { BY, OUTCOME, SIDES, summary } from './report-lines.ts';

const STYLE = `
  body { font: 15px/1.45 system-ui, sans-serif; max-width: 62rem; margin: 2rem auto; padding: 0 1rem; color: #1b1b1b; }
  h1 { font-size: 1.5rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
  table { border-collapse: collapse; width: 100%; }
  th, td { border-bottom: 1px solid #d0d0d0; padding: .45rem .5rem; text-align: left; vertical-align: top; }
  tr { break-inside: avoid; }
  .pass { color: #0a6b2d; } .fail { color: #a4161a; } .open { color: #7a5500; }
  .pass, .fail, .open { font-weight: 600; white-space: nowrap; }
  .en, small { color: #5a5a5a; } code { font-size: .85em; }
  .fix { border-left: 3px solid #a4161a; padding-left: .5rem; margin-top: .3rem; }
  @media print { body { margin: 0; max-width: none; font-size: 11pt; } }
`;

/** The report as one page that can be kept and printed: both languages, no script, nothing from elsewhere. */
export function reportPage(report: Report): string {
  const verdict = report.passed ? { vi: 'ĐẠT', en: 'PASSED' } : { vi: 'CHƯA ĐẠT', en: 'NOT PASSED' };
  const sides = (['receives', 'keeps', 'sends'] as const).map((side) => {
    const results = report.results.filter((one) => one.side === side);
    if (results.length === 0) return '';
    return `<h2>${both(SIDES[side])}</h2>\n<table>\n${results.map(row).join('\n')}\n</table>`;
  });
  return `<!doctype html>
<html lang="${report.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Liên Thông: ${escaped(verdict[report.language])} (${report.target})</title>
<style>${STYLE}</style>
</head>
<body>
<h1>Kiểm tra kết nối trục liên thông văn bản <span class="en">/ Conformance report</span></h1>
<p class="${report.passed ? 'pass' : 'fail'}">${both(verdict)}</p>
<p>${escaped(summary(report, 'vi'))}<br><span class="en">${escaped(summary(report, 'en'))}</span></p>
<p>${escaped(report.agency)} · ${report.target} · ${momentInWords(report.startedAt)}</p>
${sides.filter(Boolean).join('\n')}
</body>
</html>
`;
}

function row(result: Result): string {
  const { mark, words } = OUTCOME[result.outcome];
  const seen = result.seen ? `<p>${both(result.seen)}</p>` : '';
  const fix = result.fix ? `<p class="fix">${both(result.fix)}</p>` : '';
  return `<tr>
<td class="${result.outcome}">${mark} ${escaped(words.vi)}<br><small>${escaped(words.en)}</small></td>
<td><strong>${escaped(result.title.vi)}</strong><br><span class="en">${escaped(result.title.en)}</span>
<p>${both(result.proves)}</p>${seen}${fix}</td>
<td><code>${escaped(result.id)}</code><br><small>${both(result.source)}<br>${both(BY[result.by])}</small></td>
</tr>`;
}

function both({ vi, en }: Bilingual): string {
  return vi === en ? escaped(vi) : `${escaped(vi)}<br><span class="en">${escaped(en)}</span>`;
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
