import { z } from 'zod';
import { about, networks } from './config-about.ts';

/** Where the hub answers, and who stands in front of it. */
export const LISTEN_SETTINGS = {
  host: z
    .string()
    .default('127.0.0.1')
    .meta(
      about({
        env: 'LISTEN_HOST',
        description:
          'Address to listen on. Other than loopback it needs TLS files or trusted proxies (QĐ 28/2018 Art 13(2)).',
      }),
    ),
  port: z.coerce
    .number()
    .int()
    .min(0)
    .max(65_535)
    .default(8686)
    .meta(about({ env: 'LISTEN_PORT', description: 'Port to listen on; 0 takes a free one.' })),
  publicUrl: z
    .url({ protocol: /^https?$/ })
    .optional()
    .meta(
      about({
        env: 'PUBLIC_URL',
        description: 'Address under which others reach the hub, for links.',
        defaultText: 'host and port',
      }),
    ),
  tlsCert: z
    .string()
    .optional()
    .meta(about({ env: 'TLS_CERT', description: 'PEM file with the certificate chain of the HTTPS door.' })),
  tlsKey: z
    .string()
    .optional()
    .meta(about({ env: 'TLS_KEY', description: 'PEM file with the private key of the HTTPS door.' })),
  trustedProxies: networks.default([]).meta(
    about({
      env: 'TRUSTED_PROXIES',
      description: 'Addresses or CIDR ranges of proxies that end TLS in front; their X-Forwarded headers are believed.',
    }),
  ),
};
