import { EVENTS } from './events.ts';

/** docs/audit-events.md: every event that the log may hold. */
export function eventsPage(): string {
  const lines = Object.entries(EVENTS).map(([type, { vi, en }]) => `| \`${type}\` | ${vi} | ${en} |`);
  return `# Sự kiện trong nhật ký / Audit events

Mỗi sự kiện được ghi trong cùng giao dịch với bước mà nó kể lại; \`{…}\` được điền từ dữ liệu của sự kiện.
Each event is written in the transaction of the step that it tells; \`{…}\` is filled from the event's data.

| Loại / Type | Tiếng Việt | English |
|---|---|---|
${lines.join('\n')}
`;
}
