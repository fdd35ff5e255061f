import { readFileSync } from 'node:fs';
import { afterAll, describe, expect, test } from 'vitest';
import { DEFAULT_LIMITS } from '../../../src/edxml/index.ts';
import { openLog } from '../../../src/platform/log.ts';
import { trustError } from '../../../src/trust/errors.ts';
import { openVerifier, refusalError, signByReference, verificationReport } from '../../../src/trust/index.ts';
import { checkCertificate } from '../../../src/trust/path/index.ts';
import { openAllowList } from '../../../src/trust/revocation/allow-list.ts';
import {
  type FetchBytes,
  isAllowEntry,
  openRevocation,
  type RevocationStore,
} from '../../../src/trust/revocation/index.ts';
import { AUTHORITY, hasOpenssl, makeRoot, RESPONDER, SIGNER } from '../../support/openssl-pki.ts';
import { factsOf, plain, spool } from './fixtures.ts';

if (!hasOpenssl) console.warn('REVOCATION NOT TESTED: there is no openssl command');
const log = openLog('silent');
const points = (name: string) => `crlDistributionPoints = URI:http://crl.example.vn/${name}.crl`;
const OCSP = 'authorityInfoAccess = OCSP;URI:http://ocsp.example.vn/';

describe.skipIf(!hasOpenssl)('learning of revocations', () => {
  if (!hasOpenssl) return;
  const root = makeRoot('Gốc thử nghiệm');
  const other = makeRoot('Gốc khác');
  afterAll(() => {
    root.remove();
    other.remove();
  });
  const sub = root.authority('CA cơ quan', [...AUTHORITY, points('root')]);
  const signer = sub.issue('UBND tỉnh Sông Lam', [...SIGNER, points('sub'), OCSP], { rsa: true });
  const gone = sub.issue('UBND huyện Đồng Lộc', [...SIGNER, points('sub')], { rsa: true });
  const responder = sub.issue('OCSP', RESPONDER);
  const hostile = sub.issue('Trỏ vào trong', [
    ...SIGNER,
    'crlDistributionPoints = URI:http://169.254.169.254/latest',
    'authorityInfoAccess = OCSP;URI:http://127.0.0.1:5432/',
  ]);
  sub.revoke(gone);
  const known = { anchors: [root.der], intermediates: [sub.der] };
  const lists = { root: root.crl(), sub: sub.crl() };
  const atMs = Date.now() + 60_000;

  /** A network of two hosts, as the test wants it, that remembers who was called. */
  function network(change: Record<string, Buffer | 'down'> = {}) {
    const calls: string[] = [];
    const fetch: FetchBytes = async ({ url, body, maxBytes }) => {
      calls.push(url);
      const answer =
        change[url] ??
        { 'http://crl.example.vn/root.crl': lists.root, 'http://crl.example.vn/sub.crl': lists.sub }[url] ??
        (url === 'http://ocsp.example.vn/' ? sub.answer(body!, responder) : 'down');
      if (answer === 'down') throw new Error('ECONNREFUSED');
      expect(answer.length).toBeLessThan(maxBytes);
      return { status: 200, body: answer };
    };
    return { calls, fetch };
  }

  const allow = ['crl.example.vn', 'ocsp.example.vn'];
  const judge = (one: { der: Buffer }, answers: { crls: readonly Uint8Array[]; ocsp: readonly Uint8Array[] }) =>
    checkCertificate(one.der, { ...known, ...answers }, atMs);

  test('a list that answers for one authority does not stand in the way of another that names the same address', async () => {
    const elsewhere = other.issue('Nơi khác', [...SIGNER, points('sub')], { rsa: true });
    const { calls, fetch } = network();
    const revocation = openRevocation({ fetch, allow, log });
    // Useless to this certificate, so the address is left alone for a while: but only for its own issuer.
    expect((await revocation.collect(elsewhere.der, { anchors: [other.der], intermediates: [] }, atMs)).crls).toEqual(
      [],
    );
    const answers = await revocation.collect(gone.der, known, atMs);
    expect(calls.filter((url) => url === 'http://crl.example.vn/sub.crl')).toHaveLength(2);
    expect(judge(gone, answers).code).toBe('CERT_REVOKED');
  });

  test('an address in a listed folder cannot leave it by encoded slashes', () => {
    const mayAsk = openAllowList(['http://pki.example.vn/crl/']);
    expect(mayAsk('http://pki.example.vn/crl/sub.crl')).toBe(true);
    for (const path of ['..%2fadmin', 'a%5C..%5cadmin', '%2e%2e/admin']) {
      expect(mayAsk(`http://pki.example.vn/crl/${path}`), path).toBe(false);
    }
  });

  test('asks OCSP first and the list only of those who have no OCSP', async () => {
    const { calls, fetch } = network();
    const answers = await openRevocation({ fetch, allow, log }).collect(signer.der, known, atMs);
    expect(calls.sort()).toEqual(['http://crl.example.vn/root.crl', 'http://ocsp.example.vn/']);
    expect(judge(signer, answers).status).toBe('valid');
  });

  test('falls back to the list when OCSP is down or talks nonsense', async () => {
    for (const broken of ['down', Buffer.from('<html>')] as const) {
      const { calls, fetch } = network({ 'http://ocsp.example.vn/': broken });
      const answers = await openRevocation({ fetch, allow, log }).collect(signer.der, known, atMs);
      expect(calls).toContain('http://crl.example.vn/sub.crl');
      expect(judge(signer, answers).status).toBe('valid');
    }
  });

  test('asks once until nextUpdate, also for documents that come together', async () => {
    const { calls, fetch } = network();
    const revocation = openRevocation({ fetch, allow, log });
    await Promise.all([1, 2, 3].map(() => revocation.collect(gone.der, known, atMs)));
    expect(judge(gone, await revocation.collect(gone.der, known, atMs)).code).toBe('CERT_REVOKED');
    expect(calls.length).toBe(2);
    await revocation.collect(gone.der, known, atMs + 8 * 86_400_000);
    expect(calls.length).toBe(4);
  });

  test('leaves a host that failed alone for a minute, then asks again', async () => {
    const { calls, fetch } = network({ 'http://crl.example.vn/sub.crl': 'down' });
    const revocation = openRevocation({ fetch, allow, log });
    const first = await revocation.collect(gone.der, known, atMs);
    expect(judge(gone, first)).toMatchObject({ status: 'undetermined', code: 'REVOCATION_UNAVAILABLE' });
    await revocation.collect(gone.der, known, atMs + 1_000);
    expect(calls.filter((url) => url.endsWith('sub.crl')).length).toBe(1);
    await revocation.collect(gone.der, known, atMs + 61_000);
    expect(calls.filter((url) => url.endsWith('sub.crl')).length).toBe(2);
  });

  test('says whether the address is missing, not listed, or gave no usable answer, with the fix for each', async () => {
    const told = async (one: { der: Buffer }, fetch: FetchBytes, listed: readonly string[]) => {
      const { facts } = judge(one, await openRevocation({ fetch, allow: listed, log }).collect(one.der, known, atMs));
      const error = trustError('REVOCATION_UNAVAILABLE', facts);
      return [error.title('vi'), error.title('en'), error.fix('vi'), error.fix('en')].join('\n');
    };
    const { fetch } = network();
    const bare = await told(sub.issue('Không ghi địa chỉ', SIGNER), fetch, allow);
    expect(bare).toMatch(/không ghi địa chỉ OCSP hay CRL nào\..*names no OCSP or CRL address.*cấp lại chứng thư/s);
    const unlisted = await told(hostile, fetch, allow);
    expect(unlisted).toMatch(/không có trong REVOCATION_ALLOW.*is not listed in REVOCATION_ALLOW.*thêm nó vào/s);
    const down = await told(gone, network({ 'http://crl.example.vn/sub.crl': 'down' }).fetch, allow);
    expect(down).toMatch(/từ http:\/\/crl\.example\.vn\/sub\.crl\..*no usable answer came from.*kiểm tra đường tới/s);
    for (const text of [bare, unlisted, down]) expect(text).not.toContain('{');
  });

  test('calls no address that is not on the list, whatever a certificate says', async () => {
    const { calls, fetch } = network();
    const revocation = openRevocation({ fetch, allow, log });
    expect(judge(hostile, await revocation.collect(hostile.der, known, atMs)).code).toBe('REVOCATION_UNAVAILABLE');
    expect(calls).toEqual(['http://crl.example.vn/root.crl']);
    const closed = network();
    await openRevocation({ fetch: closed.fetch, allow: [], log }).collect(signer.der, known, atMs);
    expect(closed.calls).toEqual([]);
  });

  test('calls nobody for a certificate without a path to an anchor', async () => {
    const { calls, fetch } = network();
    const answers = await openRevocation({ fetch, allow, log }).collect(
      signer.der,
      { anchors: [], intermediates: [] },
      atMs,
    );
    expect([calls, answers]).toEqual([[], { crls: [], ocsp: [], obstacles: new Map() }]);
  });

  test('does not wait for ever: a silent host leaves the rest of the answers', async () => {
    const { fetch } = network();
    const silent: FetchBytes = (request) => (request.url.includes('ocsp') ? new Promise(() => {}) : fetch(request));
    const answers = await openRevocation({ fetch: silent, allow, log, patienceMs: 50 }).collect(
      signer.der,
      known,
      atMs,
    );
    expect(answers.crls.length).toBe(1);
    expect(judge(signer, answers).code).toBe('REVOCATION_UNAVAILABLE');
  });

  test('a list outlives the process in its store and is checked again when it comes back', async () => {
    const saved = new Map<string, { bytes: Buffer; expiresMs: number }>();
    const store: RevocationStore = {
      load: async (key) => saved.get(key) ?? null,
      save: async (key, answer) => void saved.set(key, answer),
    };
    await openRevocation({ fetch: network().fetch, allow, log, store }).collect(gone.der, known, atMs);
    expect(saved.size).toBe(2);
    const later = network();
    await openRevocation({ fetch: later.fetch, allow, log, store }).collect(gone.der, known, atMs);
    expect(later.calls).toEqual([]);
    for (const [key, answer] of saved) saved.set(key, { ...answer, bytes: Buffer.from('altered') });
    await openRevocation({ fetch: later.fetch, allow, log, store }).collect(gone.der, known, atMs);
    expect(later.calls.length).toBe(2);
  });

  describe('a signed package', async () => {
    const keyOf = (one: typeof signer) => ({
      privateKeyPem: readFileSync(one.keyFile, 'utf8'),
      certificatePem: one.pem,
    });
    const verify = async (one: typeof signer, fetch: FetchBytes, anchors = known) => {
      const chains = { anchors, revocation: openRevocation({ fetch, allow, log }) };
      const verifier = openVerifier({ limits: DEFAULT_LIMITS, threads: 1, log, chains });
      try {
        const xml = await signByReference(plain, keyOf(one));
        return (await verifier.verify(spool(xml), async () => factsOf(keyOf(one)))).verdict;
      } finally {
        await verifier.close();
      }
    };

    test('is trusted with its chain and evidence in the verdict, and the report tells them in both languages', async () => {
      const verdict = await verify(signer, network().fetch);
      expect(verdict).toMatchObject({ indication: 'TOTAL_PASSED', signature: 'valid-trusted', refusal: null });
      expect(verdict.chain?.chain.map(({ revocation }) => revocation?.source)).toEqual([undefined, 'crl', 'ocsp']);
      const report = verificationReport(JSON.parse(JSON.stringify(verdict)), 'ab');
      expect(report).toMatchObject({ policyVersion: '5', documentSha256: 'ab', chain: { status: 'valid' } });
      expect(report.words.vi.join('\n')).toContain('Chứng thư số "CN=UBND tỉnh Sông Lam');
      expect(report.words.en.join('\n')).toMatch(/not revoked \(OCSP of \d\d\/\d\d\/\d{4} /);
    });

    test('of a revoked signer is refused for good', async () => {
      const verdict = await verify(gone, network().fetch);
      expect(verdict).toMatchObject({ indication: 'TOTAL_FAILED', subIndication: 'REVOKED', refusal: 'CERT_REVOKED' });
      expect(verdict.signature).toBe('valid-untrusted');
    });

    test('whose revocation cannot be learnt waits: the refusal asks to try later and nothing calls it valid', async () => {
      const down: FetchBytes = async () => {
        throw new Error('ECONNREFUSED');
      };
      const verdict = await verify(signer, down);
      expect(verdict).toMatchObject({
        indication: 'INDETERMINATE',
        subIndication: 'TRY_LATER',
        signature: 'valid-untrusted',
      });
      expect(refusalError(verdict)).toMatchObject({
        code: 'REVOCATION_UNAVAILABLE',
        spec: { retry: true, status: 202 },
      });
      expect(refusalError(verdict)?.title('vi')).toContain('Chưa biết chứng thư số "CN=');
    });

    test('under another anchor is genuine but untrusted', async () => {
      const verdict = await verify(signer, network().fetch, { anchors: [other.der], intermediates: [sub.der] });
      expect(verdict).toMatchObject({ signature: 'valid-untrusted', refusal: 'CHAIN_NOT_TRUSTED' });
    });
  });
});

describe('the list of addresses', () => {
  const mayAsk = openAllowList(['crl.example.vn', 'http://pki.example.vn/crl/', 'http://pki.example.vn:8080/one.crl']);

  test.each([
    ['http://crl.example.vn/a.crl', true],
    ['https://CRL.example.vn/a.crl', true],
    ['http://pki.example.vn/crl/a.crl', true],
    ['http://pki.example.vn:8080/one.crl', true],
    ['http://crl.example.vn:22/', false],
    ['http://crl.example.vn.attacker.example/', false],
    ['http://attacker.example/crl.example.vn', false],
    ['http://crl.example.vn@attacker.example/', false],
    ['http://user@crl.example.vn/', false],
    ['http://pki.example.vn/crl/../secret', false],
    ['http://pki.example.vn/crl/%2e%2e/secret', false],
    ['http://pki.example.vn/crlx', false],
    ['https://pki.example.vn/crl/a.crl', false],
    ['ldap://crl.example.vn/cn=crl', false],
    ['file:///etc/passwd', false],
    ['crl.example.vn', false],
  ])('%s: %s', (url, allowed) => {
    expect(mayAsk(url)).toBe(allowed);
  });

  test('takes host names and beginnings of URLs, nothing else', () => {
    expect(['a.example.vn', 'http://a.example.vn/x', 'https://a.example.vn:8443/'].every(isAllowEntry)).toBe(true);
    const onPort = openAllowList(['crl.example.vn:8080']);
    expect([onPort('http://crl.example.vn:8080/a.crl'), onPort('http://crl.example.vn/a.crl')]).toEqual([true, false]);
    expect(['*.vn', 'a b', 'ldap://a', 'a.vn/x', 'http://u@a.vn/', 'a.vn:80', ''].filter(isAllowEntry)).toEqual([]);
  });
});
