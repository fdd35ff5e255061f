import { z } from 'zod';
import { notice, verdict } from './verdict-schemas.ts';

const chainCertificate = z.object({
  subject: z.string(),
  issuer: z.string(),
  serial: z.string(),
  sha256: z.string(),
  notBefore: z.string(),
  notAfter: z.string(),
  revocation: z
    .object({
      status: z.enum(['good', 'revoked', 'unknown']),
      source: z.enum(['crl', 'ocsp']).optional(),
      sha256: z.string().optional().describe('Of the CRL or OCSP answer; the hub keeps its octets.'),
      thisUpdate: z.string().optional(),
      nextUpdate: z.string().nullable().optional(),
      revokedAt: z.string().optional(),
      reason: z.string().optional(),
    })
    .nullable()
    .describe('Null for the anchor, and where it was not asked.'),
});

export const verificationReport = z
  .looseObject({
    format: z.literal('lienthong-verification-report/1'),
    policyVersion: z.string(),
    policy: verdict.shape.policy,
    checkedAt: z.string(),
    documentSha256: z.string().describe('Of the package as it was handed in.'),
    indication: verdict.shape.indication,
    subIndication: z.string().nullable(),
    signature: verdict.shape.signature,
    form: verdict.shape.form,
    algorithms: z.array(z.string()).readonly(),
    coverage: z.array(z.string()).readonly().describe('Parts whose octets the signature covers.'),
    signer: verdict.shape.signer,
    claimedSigningTime: z.string().nullable().describe("XAdES: the signer's own claim; proven by nothing."),
    chain: z
      .object({
        status: z.enum(['valid', 'invalid', 'undetermined']),
        code: z.string().nullable(),
        subIndication: z.string().nullable(),
        anchorSha256: z.string().nullable(),
        checkedAt: z.string(),
        certificates: z.array(chainCertificate).readonly().describe('From the anchor to the signer.'),
      })
      .nullable()
      .describe('Null where no trust anchors were configured, or the signature failed before.'),
    refusal: z.string().nullable(),
    reasons: z.array(notice).readonly(),
    words: z.object({ vi: z.array(z.string()).readonly(), en: z.array(z.string()).readonly() }),
  })
  .meta({
    id: 'VerificationReport',
    description: 'The stored verdict in full (ETSI EN 319 102-1), in both languages; nothing is checked again.',
  });
