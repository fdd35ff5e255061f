import { z } from 'zod';

/** A sentence in both languages. */
const words = z.object({ vi: z.string(), en: z.string() });
export const notice = z
  .object({ code: z.string(), vi: z.string(), en: z.string() })
  .meta({ id: 'Notice', description: 'Something odd that was no reason to refuse.' });

const signer = z.object({ subject: z.string(), issuer: z.string(), serial: z.string(), sha256: z.string() });

const fileSignature = z
  .object({
    field: z.string(),
    kind: z.enum(['signature', 'timestamp']),
    state: z
      .enum(['intact', 'legacy', 'invalid', 'unsupported'])
      .describe('`intact` says that the octets are those signed; `chain` says whether the signer is trusted.'),
    code: z.string().nullable(),
    subject: z
      .object({
        kind: z.enum(['person', 'organisation', 'unknown']),
        commonName: z.string().nullable(),
        organization: z.string().nullable(),
        unit: z.string().nullable(),
      })
      .nullable(),
    agencyCode: z.string().nullable().describe('The agency to which the registry binds the certificate.'),
    signer: signer.nullable(),
    algorithm: z.string().nullable(),
    claimedTime: z.string().nullable().describe("By the signer's own clock, which proves nothing."),
    timestamp: z
      .object({ state: z.enum(['intact', 'legacy', 'invalid']), time: z.string().nullable(), chain: z.string() })
      .nullable(),
    revision: z.int().nullable().describe('The revision of the file that it covers, from 1.'),
    wholeFile: z.boolean(),
    after: z.enum(['nothing', 'allowed', 'changed-afterwards', 'changed', 'not-determined']),
    chain: z.enum(['trusted', 'untrusted', 'unknown', 'not-checked']),
    reason: z.string().nullable(),
  })
  .meta({ id: 'FileSignature', description: 'One signature inside a PDF.' });

const fileReport = z
  .object({
    position: z.int(),
    name: z.string(),
    role: z.enum(['main', 'annex', 'copy']).describe('NĐ 30/2020 Phụ lục I: decides which signatures a file needs.'),
    type: z.enum(['pdf', 'other', 'skipped']),
    code: z.string().nullable().describe('Why the file could not be read or was not looked into.'),
    status: z.enum(['complete', 'incomplete', 'not-signable', 'not-determined']),
    missing: z.array(z.enum(['person', 'organisation'])),
    notices: z.array(notice),
    words: words.describe('The file in one line.'),
    signatures: z.array(fileSignature),
  })
  .meta({ id: 'FileReport', description: "What a document's file carries, in the words of the law." });

export const verdict = z
  .object({
    indication: z.enum(['TOTAL_PASSED', 'TOTAL_FAILED', 'INDETERMINATE', 'NOT_SIGNED']),
    subIndication: z.string().nullable(),
    refusal: z.string().nullable(),
    signature: z.enum(['absent', 'unverifiable', 'invalid', 'valid-untrusted', 'valid-trusted']),
    form: z.enum(['by-reference', 'enveloped']).nullable(),
    algorithms: z.array(z.string()),
    signer: signer.nullable(),
    signingTime: z.string().optional().describe('XAdES: when the signer claims to have signed; proven by nothing.'),
    covered: z.array(z.string()).describe('Parts whose octets the signature covers.'),
    policy: z.enum(['require', 'verify-if-present', 'legacy']),
    checkedAt: z.string(),
    reasons: z.array(notice),
    files: z.array(fileReport).optional().describe('Signatures inside the files; absent where none was looked into.'),
  })
  .meta({
    id: 'Verdict',
    description: 'What was found of the envelope signature (ETSI EN 319 102-1) and of the signatures in the files.',
  });
