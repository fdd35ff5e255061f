import { z } from 'zod';
import type { AxisSettings } from '../../adapters/contract.ts';

/** Half a day and a bit: no clock of a civil time zone is further off. */
const FURTHEST_OFFSET = 14 * 60;
const VIETNAM_OFFSET = 7 * 60;

/** What an administrator sets for one axis, by the dialect that it speaks; nothing here is secret. */
export const axisSettings = z.discriminatedUnion('dialect', [
  z.strictObject({
    dialect: z.literal('rest'),
    directory: z.enum(['agencies', 'none']).default('none'),
  }),
  z
    .strictObject({
      dialect: z.literal('vxp'),
      systemId: z.string().regex(/^[\x21-\x7e]{1,100}$/),
      /** The node that signs as `from`; without it the sending agency does. */
      from: z
        .string()
        .regex(/^[\x21-\x7e]{1,50}$/)
        .optional(),
      /** Minutes east of UTC of the clock that the other side expects in a timestamp. */
      clockOffset: z.number().int().min(-FURTHEST_OFFSET).max(FURTHEST_OFFSET).default(VIETNAM_OFFSET),
      /** False where the axis sends to every recipient on the document, whatever `to` names. */
      honoursTo: z.boolean().default(true),
      /** True where the axis refuses a document that does not carry this hub's own TraceHeader. */
      insistsOnTrace: z.boolean().default(false),
      /** A gateway before the axis that wants a bearer token by client credentials too. */
      gateway: z
        .strictObject({
          clientId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
          tokenPath: z
            .string()
            .regex(/^\/[\x21-\x7e]{0,100}$/)
            .default('/token'),
        })
        .optional(),
      directory: z.enum(['units', 'agencies', 'qd20', 'none']).default('units'),
    })
    .refine((settings) => !settings.insistsOnTrace || settings.from !== undefined, {
      path: ['from'],
      message:
        'cần có khi bật insistsOnTrace, vì TraceHeader nêu tên nút / needed with insistsOnTrace: a TraceHeader names a node',
    }),
  z.strictObject({
    dialect: z.literal('lang-son'),
    systemId: z.string().regex(/^[\x21-\x7e]{1,100}$/),
    userName: z.string().min(1).max(100),
    applicationCode: z.string().max(100).default(''),
    listDays: z.number().int().min(1).max(365).default(30),
    directory: z.enum(['agencies', 'none']).default('agencies'),
  }),
  z.strictObject({
    dialect: z.literal('quang-nam'),
    clientId: z.string().regex(/^[\x21-\x7e]{1,200}$/),
    unit: z.string().regex(/^[\x21-\x7e]{1,50}$/),
    fileField: z
      .string()
      .regex(/^\w{1,50}$/)
      .default('noiDung'),
    directory: z.enum(['agencies', 'none']).default('agencies'),
  }),
]) satisfies z.ZodType<AxisSettings>;
