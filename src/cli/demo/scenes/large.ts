import { buildDocument, buildEnvelope } from '../../../edxml/index.ts';
import { signByReference, signEnveloped } from '../../../trust/index.ts';
import { writeLetter } from '../letters.ts';
import { makePdf } from '../pdf.ts';
import { attachments, finish, keyOf, pdfOf, post, type Stage, sha256, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

const LARGE_BYTES = 20 * 2 ** 20;

export const large = {
  title: words('Hồ sơ có tệp PDF 20 MB', 'A file with a PDF of 20 MB'),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, interior } = stage.offices;
    const content = makePdf(['Bản đồ quy hoạch tỉnh Lạc Hồng'], LARGE_BYTES);
    const written = await write(
      stage,
      { from: 'office', to: ['interior'], subject: 'V/v gửi bản đồ quy hoạch tỉnh kèm theo' },
      { files: [{ name: 'Ban do quy hoach.pdf', content }] },
    );
    teller.say(
      `Tệp PDF ${content.length} byte, tạo tại chỗ; gói tin ${written.bytes.length} byte`,
      `The PDF has ${content.length} bytes, made on the spot; the package ${written.bytes.length}`,
    );
    await post(stage, teller, office.client, written);
    const parcel = await interior.desk.document(written.uid);
    teller.expect(
      content.length >= LARGE_BYTES && parcel.sha256 === written.sha256,
      'Sở Nội vụ nhận đúng từng byte',
      'Sở Nội vụ has it byte for byte',
      `${parcel.size} byte`,
    );
  },
};

export const multipart = {
  title: words(
    'Gửi multipart: tệp đính kèm đi riêng, không mã hóa base64',
    'Sent as multipart: attachments travel apart, without base64',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, finance } = stage.offices;
    const letter = writeLetter({
      from: 'office',
      to: ['finance'],
      number: stage.numbers.next(),
      subject: 'V/v thẩm định dự toán ngân sách năm sau',
    });
    const files = attachments([pdfOf(stage, letter), { name: 'Du toan.pdf', content: makePdf(['Dự toán']) }]);
    const digests = files.map((one) => ({ contentId: one.contentId, sha256: sha256(one.content) }));
    const envelope = await signByReference(buildEnvelope(letter.header, files), keyOf(stage, 'office'), digests);
    const boundary = `lien-thong-${letter.header.codeNumber}`;
    const body = Buffer.concat([
      part(boundary, 'application/edxml+xml', 'envelope', envelope),
      ...files.map((one) => part(boundary, one.mediaType, one.contentId, one.content, one.name)),
      Buffer.from(`--${boundary}--\r\n`),
    ]);
    const written = finish(letter, body);
    const posted = await post(
      stage,
      teller,
      office.client,
      written,
      `multipart/related; type="application/edxml+xml"; start="<envelope>"; boundary="${boundary}"`,
    );
    const parcel = await finance.desk.document(letter.uid);
    teller.expect(
      posted.answer.verdict.form === 'by-reference' && parcel.sha256 === written.sha256,
      'chữ ký phủ cả hai tệp; Sở Tài chính nhận đúng từng byte',
      'the signature covers both files; Sở Tài chính has it byte for byte',
      `${posted.answer.verdict.form}, ${parcel.size}/${body.length} byte`,
    );
    await finance.client.report(parcel.deliveryId, '03', 'Đã tiếp nhận hồ sơ dự toán');
  },
};

function part(boundary: string, mediaType: string, id: string, content: Buffer, name?: string): Buffer {
  const disposition = name ? `Content-Disposition: attachment; filename="${name}"\r\n` : '';
  const head = `--${boundary}\r\nContent-Type: ${mediaType}\r\nContent-ID: <${id}>\r\n${disposition}\r\n`;
  return Buffer.concat([Buffer.from(head), content, Buffer.from('\r\n')]);
}

export const enveloped = {
  title: words(
    'Văn bản mang chữ ký enveloped, gửi lên UBND tỉnh (Văn phòng UBND tỉnh nhận thay)',
    'A document with an enveloped signature, sent up to UBND tỉnh (its Văn phòng receives for it)',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { interior, office } = stage.offices;
    const letter = writeLetter({
      from: 'interior',
      to: ['committee'],
      number: stage.numbers.next(),
      subject: 'Báo cáo kết quả cải cách hành chính quý',
      typeName: 'Báo cáo',
    });
    const xml = buildDocument(letter.header, attachments([pdfOf(stage, letter)]));
    const written = finish(letter, signEnveloped(xml, keyOf(stage, 'interior')));
    const posted = await post(stage, teller, interior.client, written);
    const [delivery] = posted.answer.deliveries;
    teller.expect(
      posted.answer.verdict.form === 'enveloped' && delivery?.handoverCode === '000.00.01.H98',
      'chữ ký enveloped hợp lệ; đầu mối nhận là Văn phòng UBND tỉnh',
      'the enveloped signature holds; the contact point receives',
      `${posted.answer.verdict.form}, ${delivery?.handoverCode}`,
    );
    const parcel = await office.desk.document(letter.uid);
    await office.client.report(parcel.deliveryId, '03', 'Văn phòng UBND tỉnh đã tiếp nhận');
    await interior.desk.status(letter.uid, '03');
    teller.say('Trạng thái 03 đã về đến Sở Nội vụ', 'Status 03 is back at Sở Nội vụ');
  },
};
