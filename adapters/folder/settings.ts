import { z } from 'zod';

/** Names of folders below that of an agency, as its office knows them. */
const name = z
  .string()
  .regex(
    /^[^/\\\0.][^/\\\0]{0,99}$/,
    'phải là tên thư mục, không có gạch chéo và không bắt đầu bằng dấu chấm / must be the name of a folder, without slashes and no dot first',
  );

/** What the folders below that of an agency are called. */
export interface FolderNames {
  readonly incoming: string;
  readonly outgoing: string;
  readonly sent: string;
  readonly refused: string;
}

export const FOLDER_NAMES: FolderNames = { incoming: 'den', outgoing: 'di', sent: 'da-gui', refused: 'loi' };

/** The settings of a system that calls its folders by these names unless an administrator says otherwise. */
export const folderSettings = (names: FolderNames) =>
  z.strictObject({
    directory: z.string().startsWith('/', 'phải là đường dẫn tuyệt đối / must be an absolute path').max(1_000).meta({
      title: 'Thư mục chung / Shared folder',
      description:
        'Đường dẫn tuyệt đối; mỗi cơ quan một thư mục con. / Absolute path; each agency has a folder of its own below it.',
    }),
    incoming: name.default(names.incoming).meta({
      title: 'Văn bản đến / To the agency',
      description: 'Trục đặt văn bản vào đây. / Where the hub puts documents.',
    }),
    outgoing: name.default(names.outgoing).meta({
      title: 'Văn bản đi / From the agency',
      description: 'Trục lấy văn bản ở đây. / Where the hub takes documents from.',
    }),
    sent: name.default(names.sent).meta({
      title: 'Đã gửi / Sent',
      description: 'Nơi để tệp mà trục đã nhận. / Where files go that the hub has taken on.',
    }),
    refused: name.default(names.refused).meta({
      title: 'Không nhận / Refused',
      description: 'Nơi để tệp bị từ chối, kèm lý do. / Where files go that were refused, with the reason beside them.',
    }),
    arrival: z.enum(['taken', 'dropped']).default('taken').meta({
      title: 'Coi là đã đến / Counts as arrived',
      description:
        'taken: khi bên nhận lấy tệp đi; dropped: ngay khi trục đặt tệp xong. / taken: when the other side has taken the file away; dropped: as soon as the file is there.',
    }),
    keepDays: z.number().int().min(0).max(3_650).default(30).meta({
      title: 'Giữ tệp đã gửi (ngày) / Keep sent files (days)',
      description: 'Sau đó trục xóa tệp trong thư mục đã gửi. / After that the hub deletes them.',
    }),
  });

export type FolderSettings = z.infer<ReturnType<typeof folderSettings>>;
