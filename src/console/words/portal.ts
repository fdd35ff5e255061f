import type { Words } from './words.ts';

/** What is published on the portal, and what is not. */
export const PORTAL_WORDS = {
  onPortal: ['Công khai trên cổng', 'On the portal'],
  notOnPortal: ['Chưa đăng', 'Not published'],
  shownOnPortal: ['Đang đăng', 'Published'],
  portalIntro: [
    'Văn bản ghi phạm vi lưu hành "Công khai". Thu hồi hoặc thay thế một văn bản thì văn bản tự rời cổng.',
    'Documents marked "Công khai". What is recalled or replaced leaves the portal by itself.',
  ],
  portalWhyNot: ['Vì sao chưa đăng', 'Why not'],
  publishedOn: ['Đăng lúc', 'Published'],
  publishIt: ['Đăng lên cổng', 'Publish'],
  takeItOff: ['Gỡ khỏi cổng', 'Take off'],
  steering: ['Chỉ đạo, điều hành', 'Steering'],
  nothingMissing: ['Không có văn bản công khai nào chưa đăng.', 'No public document is missing.'],
  nothingShown: ['Chưa đăng văn bản nào.', 'Nothing is published yet.'],
  nowPublished: ['Đã đăng lên cổng.', 'It is published.'],
  nowTakenOff: ['Đã gỡ khỏi cổng; tệp không còn tải được.', 'It is taken off; its files cannot be had any more.'],
  portalChange: ['Đổi chế độ đăng lên cổng', 'Change what is published'],
  portalAsHub: ['Theo thiết lập chung của trục', 'As it is set for the hub'],
  portalSaved: ['Đã đổi chế độ đăng lên cổng.', 'What is published is changed.'],
} as const satisfies Words;
