import type { HubClient } from '../hub-client.ts';
import { makePdf } from '../pdf.ts';
import { post, type Stage, sha256, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

const FEED = '/portal/feed.atom';

export const portal = {
  title: words(
    'Cổng thông tin điện tử: chỉ văn bản ghi Công khai được lên cổng, thu hồi thì gỡ ngay',
    'The portal: only what is marked Công khai is on it, and a recall takes it off at once',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { client } = stage.offices.finance;
    const plan = { from: 'finance', to: ['communeC'], typeName: 'Thông báo' } as const;
    const subject = 'Công khai giá vật liệu xây dựng quý này';
    const content = makePdf([subject]);
    const files = [{ name: 'bang-gia.pdf', content }];
    const open = await write(stage, { ...plan, subject, sphere: 'Công khai' }, { files });
    const shown = await post(stage, teller, client, open);
    const inner = await write(stage, { ...plan, subject: 'Giá vật liệu để tham khảo nội bộ' }, { files });
    const kept = await post(stage, teller, client, inner);

    const address = await fileOf(client, shown.answer.documentId);
    const file = address === null ? null : await client.anybody(address);
    teller.say(`${client.url}${FEED}`, `${client.url}${FEED}`);
    teller.expect(
      file?.status === 200 && sha256(file.bytes) === sha256(content),
      `${open.code} có trong danh mục Atom; ai cũng tải được tệp, đúng từng byte`,
      `${open.code} is in the Atom feed; anybody may take its file, byte for byte`,
      `${address} ${file?.status}`,
    );
    const hidden = await client.anybody(`/portal/documents/${kept.answer.documentId}/files/1`);
    teller.expect(
      (await fileOf(client, kept.answer.documentId)) === null && hidden.status === 404,
      `${inner.code} không ghi Công khai: không có trên cổng`,
      `${inner.code} is not marked so: it is not on the portal`,
      `${hidden.status}`,
    );

    const bussiness = { docType: 1, reason: 'Sai đơn giá', documentId: open.uid } as const;
    await post(stage, teller, client, await write(stage, { ...plan, subject, same: open, bussiness }));
    const gone = address === null ? null : await client.anybody(address);
    const tombstone = new RegExp(`<at:deleted-entry ref="[^"]*:${shown.answer.documentId}"`);
    teller.expect(
      gone?.status === 410 && tombstone.test(await feed(client)),
      'thu hồi: danh mục báo đã gỡ (at:deleted-entry), tệp trả lời 410',
      'recalled: the feed tells that it left (at:deleted-entry), its file answers 410',
      `${gone?.status}`,
    );
  },
};

async function feed(client: HubClient): Promise<string> {
  return (await client.anybody(FEED)).bytes.toString('utf8');
}

/** Where the feed offers the file of a document; null where it does not name it. */
async function fileOf(client: HubClient, documentId: string): Promise<string | null> {
  const found = new RegExp(`href="[^"]*(/portal/documents/${documentId}/files/\\d+)"`).exec(await feed(client));
  return found?.[1] ?? null;
}
