import { PLACES } from '../province.ts';
import { finish, post, postRefused, type Stage, write } from '../stage.ts';
import { type Teller, words } from '../teller.ts';

export const wrong = {
  title: words(
    'Những gì không đúng: bị sửa, sai người ký, nơi nhận lạ, gửi lặp, có dấu MẬT',
    'What is not right: tampered, wrong signer, unknown recipient, sent again, marked MẬT',
  ),
  async play(stage: Stage, teller: Teller): Promise<void> {
    const { office, finance, district } = stage.offices;
    const good = await write(stage, { from: 'committee', to: ['district'], subject: 'V/v phân bổ kinh phí' });

    teller.say(
      'Bản bị sửa trên đường: tiêu đề khác với lúc ký',
      'A tampered copy: the subject differs from what was signed',
    );
    const changed = good.bytes.toString('utf8').replaceAll('V/v phân bổ kinh phí', 'V/v cắt giảm kinh phí');
    await postRefused(stage, teller, office.client, finish(good, Buffer.from(changed)), 'DIGEST_MISMATCH');

    teller.say(
      'Sai người ký: chứng thư số của Sở Tài chính trên văn bản của UBND tỉnh',
      "A wrong signer: Sở Tài chính's certificate on a document of UBND tỉnh",
    );
    const forged = await write(
      stage,
      { from: 'committee', to: ['district'], subject: 'V/v chuyển tiền' },
      { signer: 'finance' },
    );
    await postRefused(stage, teller, office.client, forged, 'SIGNER_MISMATCH');

    teller.say('Gửi thay cơ quan khác: khóa của Sở Tài chính', "In another agency's name: Sở Tài chính's key");
    await postRefused(stage, teller, finance.client, good, 'SENDER_NOT_ALLOWED');

    teller.say('Văn bản có dấu MẬT', 'A document marked MẬT');
    const secret = await write(stage, { from: 'committee', to: ['district'], subject: 'Văn bản thử', sphere: 'MẬT' });
    await postRefused(stage, teller, office.client, secret, 'SECRET_NOT_ALLOWED');

    const mixed = await write(stage, {
      from: 'committee',
      to: ['district', { code: 'H98.999', name: 'Xã không có trong danh mục' }, 'association'],
      subject: 'V/v đăng ký thi đua',
    });
    const sent = await post(stage, teller, office.client, mixed);
    for (const one of sent.answer.deliveries) {
      const reason = one.reason?.[stage.language];
      if (reason) teller.say(`${one.addressedCode}: ${reason}`, `${one.addressedCode}: ${reason}`);
    }
    const words = sent.answer.deliveries.map((one) => one.word).join(' ');
    const codes = sent.answer.deliveries.flatMap((one) => one.reasonCode ?? []).join(', ');
    await district.desk.document(mixed.uid);
    teller.expect(
      words === 'queued failed failed',
      `nơi nhận lạ và nơi chưa kết nối bị báo lỗi riêng (${codes}); ${PLACES.district.name} vẫn nhận`,
      `the unknown and the unconnected recipient fail alone (${codes}); ${PLACES.district.name} has it`,
      words,
    );

    teller.say('Gửi lại y nguyên văn bản vừa rồi', 'The same document once more');
    const again = await office.client.send({ body: mixed.bytes });
    teller.expect(
      again.status === 200 && again.accepted?.replay === true && again.accepted.documentId === sent.answer.documentId,
      'cùng một câu trả lời, không gửi đi lần thứ hai',
      'the same answer, nothing is sent a second time',
      `${again.status} ${again.accepted?.documentId}`,
    );
  },
};
