import { defineErrors } from '../platform/errors.ts';

export const { catalogue, error } = defineErrors({
  SEARCH_TOO_WIDE: {
    status: 422,
    retry: false,
    vi: {
      title: 'Tìm kiếm quá rộng: sau {seconds} giây vẫn chưa xong.',
      fix: 'Thu hẹp khoảng ngày, ghi số, ký hiệu hoặc cơ quan, hoặc dùng từ ít gặp hơn trong trích yếu.',
    },
    en: {
      title: 'The search is too wide: it was not done after {seconds} seconds.',
      fix: 'Narrow the dates, name a number, a notation or an agency, or use rarer words of the subject.',
    },
  },
  SEARCH_CURSOR_INVALID: {
    status: 400,
    retry: false,
    vi: { title: 'Vị trí trang không hợp lệ.', fix: 'Tìm lại từ trang đầu.' },
    en: { title: 'The position of the page is not valid.', fix: 'Search again from the first page.' },
  },
  SAVED_SEARCH_INVALID: {
    status: 422,
    retry: false,
    vi: {
      title: 'Chưa lưu được tìm kiếm này.',
      fix: 'Đặt tên từ 1 đến 100 ký tự; mỗi người lưu nhiều nhất {most} tìm kiếm.',
    },
    en: {
      title: 'The search could not be saved.',
      fix: 'Give it a name of 1 to 100 characters; a person keeps at most {most}.',
    },
  },
  SAVED_SEARCH_TAKEN: {
    status: 409,
    retry: false,
    vi: { title: 'Đã có tìm kiếm tên “{name}”.', fix: 'Chọn tên khác, hoặc xóa tìm kiếm cũ.' },
    en: { title: 'There is a search named “{name}” already.', fix: 'Choose another name, or delete the old one.' },
  },
});
