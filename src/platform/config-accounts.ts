import { about, list } from './config-about.ts';

/** The roles of accounts/model.ts, which platform does not know; a test compares them. */
export const SETTING_ROLES = ['clerk', 'agency-admin', 'operator', 'auditor', 'statistics', 'administrator'];

/** How people prove who they are at the web pages. */
export const ACCOUNT_SETTINGS = {
  secondFactorRoles: list
    .refine((roles) => roles.every((role) => SETTING_ROLES.includes(role)), `must be of ${SETTING_ROLES.join(', ')}`)
    .default([])
    .meta(
      about({
        env: 'SECOND_FACTOR_ROLES',
        description:
          'Roles that must set up a second factor (codes of an authenticator app) before they work at the web pages, for example `administrator,operator`. Everybody else may.',
      }),
    ),
};
