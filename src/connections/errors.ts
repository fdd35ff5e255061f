import { defineErrors } from '../platform/errors.ts';

/** Letters from systems that do not write edXML, of which no document can be made. */
export const { catalogue, error } = defineErrors({
  LETTER_ANSWERS_NOTHING: {
    status: 422,
    retry: false,
    vi: {
      title: 'Văn bản {code} trả lời hồ sơ {answers}, nhưng trục không gửi hồ sơ nào như vậy.',
      fix: 'Kiểm tra bên đó đã chọn đúng văn bản đến để trả lời chưa, rồi gửi lại.',
    },
    en: {
      title: 'Document {code} answers the dossier {answers}, and the hub sent none of that name.',
      fix: 'See there that the right incoming document was answered, then send it again.',
    },
  },
  LETTER_CODE_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Số, ký hiệu không đọc được: {code}.',
      fix: 'Ghi số rồi đến ký hiệu, ví dụ 15/QĐ-SNV; kiểm tra tên trường trong cấu hình kết nối.',
    },
    en: {
      title: 'Number and notation cannot be read: {code}.',
      fix: "Write the number, then the notation, as 15/QĐ-SNV; see the names of fields in the connection's settings.",
    },
  },
});
