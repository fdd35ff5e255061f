import type { AgencyRow } from '../../registry/index.ts';

/** An agency with both forms of its code: QCVN 102:2016 and QĐ 20/2020. */
export interface Place {
  readonly code: string;
  readonly codeQd20: string;
  readonly name: string;
}

/** Lạc Hồng does not exist: H98 has the shape of a province's code but belongs to none. */
const place = (number: string, name: string): Place => ({
  code: `000.00.${number}.H98`,
  codeQd20: number === '00' ? 'H98' : `H98.${number}`,
  name,
});

/** Who writes to the system under test. */
export const OFFICE = place('00', 'Ủy ban nhân dân tỉnh Lạc Hồng');

/** Agencies that answer by themselves; each in its own way, and always in the same one. */
export const ROBOTS = {
  accepts: place('61', 'Sở Nội vụ tỉnh Lạc Hồng (luôn tiếp nhận)'),
  refuses: place('62', 'Sở Tài chính tỉnh Lạc Hồng (luôn từ chối)'),
  slow: place('63', 'Sở Xây dựng tỉnh Lạc Hồng (nhận chậm)'),
  fails: place('64', 'Sở Y tế tỉnh Lạc Hồng (không nhận được)'),
  down: place('65', 'Sở Tư pháp tỉnh Lạc Hồng (mất kết nối)'),
  repeats: place('66', 'Sở Công Thương tỉnh Lạc Hồng (báo hai lần)'),
} as const satisfies Record<string, Place>;
export type RobotName = keyof typeof ROBOTS;

/** The agency whose system is under test; several numbers for several systems in one province. */
export function underTest(number: number): Place {
  return place(String(70 + number), `Đơn vị thử nghiệm ${number + 1} tỉnh Lạc Hồng`);
}

/** Lines of the directory. Envelopes of the agencies here are asked for a signature as any agency's. */
export function directoryOf(places: readonly Place[]): AgencyRow[] {
  return places.map(({ code, codeQd20, name }, index) => ({
    line: index + 1,
    code,
    code_qd20: codeQd20,
    name,
    level: code === OFFICE.code ? '1' : '2',
    ...(code !== OFFICE.code && { parent_code: OFFICE.code }),
  }));
}
