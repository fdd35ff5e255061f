import { z } from 'zod';
import { about, list } from './config-about.ts';

/** The roles of accounts/model.ts, which platform does not know; a test compares them. */
export const SETTING_ROLES = ['clerk', 'agency-admin', 'operator', 'auditor', 'statistics', 'administrator'];

/** How people prove who they are at the web pages. */
export const ACCOUNT_SETTINGS = {
  secondFactorRoles: list
    .refine(
      (roles) => roles.every((role) => SETTING_ROLES.includes(role)),
      `phải là một trong: ${SETTING_ROLES.join(', ')} / must be of ${SETTING_ROLES.join(', ')}`,
    )
    .default([])
    .meta(
      about({
        env: 'SECOND_FACTOR_ROLES',
        description:
          'Roles that must set up a second factor (codes of an authenticator app) before they work at the web pages, for example `administrator,operator`. Everybody else may.',
      }),
    ),
  oidcIssuer: z
    .url({ protocol: /^https?$/ })
    .transform((url) => url.replace(/\/$/, ''))
    .optional()
    .meta(
      about({
        env: 'OIDC_ISSUER',
        description:
          'OpenID Connect provider through which people may log in (authorisation code with PKCE; its addresses by discovery). Needs OIDC_CLIENT_ID and PUBLIC_URL; the redirect address to register is `<PUBLIC_URL>/console/oidc/back`.',
      }),
    ),
  oidcClientId: z
    .string()
    .optional()
    .meta(about({ env: 'OIDC_CLIENT_ID', description: "The hub's client id at the provider." })),
  oidcClientSecret: z
    .string()
    .optional()
    .meta(
      about({
        env: 'OIDC_CLIENT_SECRET',
        description: "The hub's secret at the provider; without it the hub is a public client.",
        secret: true,
      }),
    ),
  oidcName: z
    .string()
    .max(60)
    .default('SSO')
    .meta(about({ env: 'OIDC_NAME', description: 'What the button of the login page calls the provider.' })),
};
