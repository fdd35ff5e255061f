import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { buildDocument, DEFAULT_LIMITS } from '../../../src/edxml/index.ts';
import { openLog } from '../../../src/platform/log.ts';
import { openVerifier, signEnveloped } from '../../../src/trust/index.ts';
import { inspect } from '../../../src/trust/inspect.ts';
import { libxml2Canonical } from '../../support/libxml2.ts';
import { testXmlsec, xmlsecSign } from '../../support/xmlsec.ts';
import { check, FILE, factsOf, key, plain, spool, store, swap } from './fixtures.ts';

const EXC = 'http://www.w3.org/2001/10/xml-exc-c14n#';
const signed = signEnveloped(plain, key).toString();
const base64 = FILE.toString('base64');

/** A whole-document signature made again over what the document now is, its value by xmlsec1. */
function sign(xml: string, prefixes = ''): Buffer {
  const list = prefixes === '' ? '' : `<ec:InclusiveNamespaces xmlns:ec="${EXC}" PrefixList="${prefixes}"/>`;
  const template = `<ds:Signature xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:SignedInfo><ds:CanonicalizationMethod Algorithm="${EXC}"/><ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/><ds:Reference URI=""><ds:Transforms><ds:Transform Algorithm="http://www.w3.org/2000/09/xmldsig#enveloped-signature"/><ds:Transform Algorithm="${EXC}">${list}</ds:Transform></ds:Transforms><ds:DigestMethod Algorithm="http://www.w3.org/2001/04/xmlenc#sha256"/><ds:DigestValue/></ds:Reference></ds:SignedInfo><ds:SignatureValue/><ds:KeyInfo><ds:X509Data/></ds:KeyInfo></ds:Signature>`;
  return xmlsecSign(
    store(swap(xml, '</edXML:edXMLHeader>', `${template}</edXML:edXMLHeader>`)),
    key.files.key,
    key.files.certificate,
  );
}

const wrapped = swap(plain, base64, `\r\n${base64.replace(/.{8}/g, '$&\r\n')}\r\n`);
const block = /\n {2}<AttachmentEncoded[\s\S]*<\/AttachmentEncoded>/.exec(plain.toString())![0];
const inFront = swap(swap(plain, block, ''), '<edXML:edXMLEnvelope', `${block}<edXML:edXMLEnvelope`);

testXmlsec(
  'wrapped attachments, a prefix list, and a Signature behind the attachments are digested alike',
  async () => {
    for (const bytes of [sign(wrapped), sign(plain.toString(), 'edXML #default'), sign(inFront)]) {
      expect(await check(bytes)).toMatchObject({ indication: 'TOTAL_PASSED', form: 'enveloped' });
      const other = bytes.toString().replace('JVBERi0x', 'JVBERi0y');
      expect((await check(other)).refusal).toBe('DIGEST_MISMATCH');
    }
  },
);

testXmlsec('a whole-document signature is checked at any size', async () => {
  const content = Buffer.alloc(9_000_000, 'x');
  const header = {
    from: { organId: '000.00.00.H99' },
    to: [{ organId: '000.00.12.H99' }],
    documentId: 'd',
    subject: 's',
  };
  const attachments = ['a', 'b'].map((contentId) => ({
    contentId,
    name: 'a.bin',
    mediaType: 'application/pdf',
    content,
  }));
  const large = buildDocument(header, attachments);
  const digest = createHash('sha256')
    .update(libxml2Canonical(large, { mode: 'exclusive', prefixes: [] }))
    .digest('base64');
  const resigned = swap(signed, /<DigestValue>[^<]*/, `<DigestValue>${digest}`);
  const signature = /<Signature [\s\S]*<\/Signature>/.exec(resigned)![0];
  const found = await inspect(
    spool(swap(large, '</edXML:edXMLHeader>', `${signature}</edXML:edXMLHeader>`)),
    DEFAULT_LIMITS,
  );
  expect(found.signature).toMatchObject({ state: 'readable', form: 'enveloped', changed: null });
});

test('a namespace name that is relative, which canonical XML does not allow, makes a signature malformed', async () => {
  const relative = swap(signed, '<edXML:From>', '<edXML:From xmlns:r="relative">');
  expect((await check(relative, { policy: 'legacy' })).refusal).toBe('SIGNATURE_MALFORMED');
});

test('a second reader agrees where it is asked, and its difference is told', async () => {
  expect((await inspect(spool(signed), DEFAULT_LIMITS, true)).difference).toBeNull();
  const odd = swap(signed, '<edXML:From>', '<edXML:From xmlns:r="urn:a?b&amp;c">');
  expect((await inspect(spool(odd), DEFAULT_LIMITS, true)).difference).toContain('canonical form 1.0');
  const logged: unknown[] = [];
  const log = { ...openLog('silent'), error: (facts: unknown) => logged.push(facts) } as unknown as ReturnType<
    typeof openLog
  >;
  const verifier = openVerifier({ limits: DEFAULT_LIMITS, threads: 1, shadowPercent: 100, log });
  await verifier.verify(spool(odd), async () => factsOf(key));
  await verifier.close();
  expect(logged).toEqual([{ sha256: '', difference: 'canonical form 1.0' }]);
});

test('attachment text inside of the Signature is told as misplaced, whatever its line ends', async () => {
  for (const text of ['QUJD', 'QU JD', 'QU\r\nJD', '']) {
    const cut = `<e:ContentTransferEncoded xmlns:e="urn:e">${text}</e:ContentTransferEncoded>`;
    const inside = swap(signed, '</X509Data>', `</X509Data>${cut}`);
    await expect(check(inside)).rejects.toMatchObject({ code: 'ATTACHMENT_MISPLACED' });
  }
});
