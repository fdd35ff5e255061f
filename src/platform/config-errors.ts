import { defineErrors } from './errors.ts';

export const { catalogue: configErrors, error: configError } = defineErrors({
  CONFIG_INVALID: {
    status: 500,
    retry: false,
    vi: { title: 'Cấu hình không hợp lệ: {vi}.', fix: 'Sửa các biến môi trường đó; xem docs/configuration.md.' },
    en: {
      title: 'The configuration is not valid: {en}.',
      fix: 'Correct these environment variables; see docs/configuration.md.',
    },
  },
  LISTEN_NOT_PROTECTED: {
    status: 500,
    retry: false,
    vi: {
      title: 'Không mở cổng tại {host} khi chưa có TLS (QĐ 28/2018, Điều 13 khoản 2).',
      fix: 'Đặt TLS_CERT và TLS_KEY, hoặc đặt TRUSTED_PROXIES là địa chỉ của máy chủ TLS đứng trước, hoặc chỉ lắng nghe tại 127.0.0.1.',
    },
    en: {
      title: 'Refusing to listen on {host} without TLS (QĐ 28/2018, Article 13(2)).',
      fix: 'Set TLS_CERT and TLS_KEY, or set TRUSTED_PROXIES to the address of the TLS proxy in front, or listen on 127.0.0.1 only.',
    },
  },
});
