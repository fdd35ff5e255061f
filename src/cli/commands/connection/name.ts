/** The argument of every command about one connection. */
export const CONNECTION_NAME = {
  vi: 'tên của kết nối: chữ thường không dấu, chữ số, dấu chấm, gạch ngang',
  en: "the connection's name: lower-case letters, digits, dots and hyphens",
};
