import type { ErrorSpec, Sentence } from '../platform/errors.ts';

/** The page of one error code: docs/errors/<CODE>.md, and what `GET /docs/errors/<CODE>` answers. */
export function errorPage(code: string, spec: ErrorSpec): string {
  const sub = spec.subIndication ? `\n- ETSI EN 319 102-1: \`${spec.subIndication}\`` : '';
  return `# ${code}

- HTTP: ${spec.status}
- ${spec.retry ? 'Có thể gửi lại nguyên trạng / May succeed later unchanged' : 'Gửi lại nguyên trạng sẽ không khác / Sending the same again changes nothing'}${sub}

## Tiếng Việt

${section(spec.vi, 'Cách xử lý')}

## English

${section(spec.en, 'What to do')}
`;
}

/** The list of all codes: docs/errors/README.md. */
export function errorIndex(catalogue: Readonly<Record<string, ErrorSpec>>): string {
  const lines = Object.keys(catalogue)
    .sort()
    .map((code) => {
      const { status, vi, en } = catalogue[code]!;
      return `| [${code}](${code}.md) | ${status} | ${cell(vi.title)} | ${cell(en.title)} |`;
    });
  return `# Mã lỗi / Error codes

\`{…}\` được điền theo từng trường hợp / is filled from the case at hand. Viết bằng \`npm run docs\`.

| Mã / Code | HTTP | Tiếng Việt | English |
|---|---|---|---|
${lines.join('\n')}
`;
}

function section({ title, fix }: Sentence, heading: string): string {
  return `${title}\n\n**${heading}:** ${fix}`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replace(/\s+/g, ' ');
}
