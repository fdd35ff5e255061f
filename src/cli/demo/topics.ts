/** What a province writes about on an ordinary day. */
export interface Topic {
  readonly subject: string;
  /** Default: Công văn. */
  readonly typeName?: string;
  readonly priority?: 1 | 2 | 3;
  readonly dueInDays?: number;
  readonly sphere?: string;
}

export const TOPICS: readonly Topic[] = [
  { subject: 'V/v rà soát, cập nhật thủ tục hành chính trên Cổng dịch vụ công', dueInDays: 5, sphere: 'Công khai' },
  { subject: 'V/v báo cáo tình hình thực hiện chế độ một cửa, một cửa liên thông quý IV', dueInDays: 7 },
  { subject: 'Tuyên truyền cải cách hành chính năm tới', typeName: 'Kế hoạch', sphere: 'Công khai' },
  { subject: 'Họp giao ban công tác tháng', typeName: 'Giấy mời', priority: 1, dueInDays: 1 },
  { subject: 'Kết luận của Chủ tịch Ủy ban nhân dân tỉnh tại phiên họp thường kỳ', typeName: 'Thông báo' },
  { subject: 'Tập trung ứng phó mưa lớn, lũ quét, sạt lở đất', typeName: 'Công điện', priority: 3 },
  { subject: 'V/v bổ sung kinh phí phòng, chống bệnh dịch tả lợn châu Phi', priority: 2, dueInDays: 3 },
  { subject: 'Về việc giao dự toán thu, chi ngân sách địa phương', typeName: 'Quyết định' },
  { subject: 'V/v lấy ý kiến góp ý dự thảo nghị quyết về mức thu học phí', dueInDays: 10 },
  { subject: 'V/v cử người tham gia lớp bồi dưỡng nghiệp vụ văn thư, lưu trữ', dueInDays: 4 },
  { subject: 'Công tác tiếp công dân, giải quyết khiếu nại, tố cáo', typeName: 'Báo cáo' },
  { subject: 'V/v trả lời kiến nghị của cử tri về nâng cấp đường liên xã Hà Trung – Đông Khê', dueInDays: 6 },
  { subject: 'V/v tăng cường bảo đảm an toàn thông tin mạng dịp nghỉ lễ', priority: 1 },
  { subject: 'V/v rà soát số lượng người hoạt động không chuyên trách ở cấp xã', dueInDays: 8 },
  { subject: 'Tổ chức Ngày hội Đại đoàn kết toàn dân tộc', typeName: 'Kế hoạch', sphere: 'Công khai' },
  { subject: 'V/v giải phóng mặt bằng dự án kè chống sạt lở bờ sông Lạc', priority: 1, dueInDays: 2 },
  { subject: 'Đề nghị phê duyệt danh mục mua sắm tài sản công', typeName: 'Tờ trình' },
  { subject: 'V/v hướng dẫn số hóa sổ hộ tịch và làm sạch dữ liệu dân cư', dueInDays: 12 },
];
