/** The argument of every command about one axis. */
export const AXIS_NAME = {
  vi: 'tên của trục, như ghi ở cơ quan trong danh mục',
  en: "the axis's name, as the directory's agencies have it",
};
