import { createHash, randomUUID } from 'node:crypto';
import Fastify from 'fastify';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';

const CLIENT = { id: 'lien-thong', secret: 'bi-mat-cua-truc' };

/** A small OpenID Connect provider in this process: who is asked logs in at once as `subject`. */
export async function openIdProvider() {
  const { privateKey, publicKey } = await generateKeyPair('RS256');
  const stranger = await generateKeyPair('RS256');
  const app = Fastify();
  const codes = new Map<string, { nonce: string; challenge: string; redirectUri: string }>();
  const it = {
    url: '',
    client: CLIENT,
    subject: 'nguoi-1',
    amr: ['pwd'] as string[],
    /** Claims that are told wrongly, and whether another key signs. */
    forged: {} as Record<string, unknown>,
    strangersKey: false,
    close: () => app.close(),
  };
  app.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string' }, (_request, body, done) =>
    done(null, Object.fromEntries(new URLSearchParams(String(body)))),
  );
  app.get('/.well-known/openid-configuration', async () => ({
    issuer: it.url,
    authorization_endpoint: `${it.url}/authorize`,
    token_endpoint: `${it.url}/token`,
    jwks_uri: `${it.url}/jwks`,
    end_session_endpoint: `${it.url}/end`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
  }));
  app.get('/jwks', async () => ({ keys: [{ ...(await exportJWK(publicKey)), alg: 'RS256', kid: 'k' }] }));
  app.get<{ Querystring: Record<string, string> }>('/authorize', async (request, reply) => {
    const { state = '', nonce = '', code_challenge: challenge = '', redirect_uri: redirectUri = '' } = request.query;
    const code = randomUUID();
    codes.set(code, { nonce, challenge, redirectUri });
    return reply.redirect(`${redirectUri}?${new URLSearchParams({ code, state })}`, 303);
  });
  app.post<{ Body: Record<string, string> }>('/token', async (request, reply) => {
    const { code = '', code_verifier = '', redirect_uri } = request.body;
    const given = codes.get(code);
    codes.delete(code);
    // Both halves are form-encoded first (RFC 6749 section 2.3.1).
    const basic = Buffer.from(request.headers.authorization?.slice('Basic '.length) ?? '', 'base64').toString();
    const isClient = decodeURIComponent(basic) === `${CLIENT.id}:${CLIENT.secret}`;
    const proven = createHash('sha256').update(code_verifier).digest('base64url') === given?.challenge;
    if (!given || !proven || !isClient || redirect_uri !== given.redirectUri) {
      return reply.code(400).send({ error: 'invalid_grant' });
    }
    const idToken = await new SignJWT({ nonce: given.nonce, amr: it.amr, email: 'lan@example.vn', ...it.forged })
      .setProtectedHeader({ alg: 'RS256', kid: 'k' })
      .setIssuer(String(it.forged.iss ?? it.url))
      .setAudience(String(it.forged.aud ?? CLIENT.id))
      .setSubject(it.subject)
      .setIssuedAt()
      .setExpirationTime('5m')
      .sign(it.strangersKey ? stranger.privateKey : privateKey);
    return { access_token: randomUUID(), token_type: 'Bearer', id_token: idToken };
  });
  it.url = await app.listen({ host: '127.0.0.1', port: 0 });
  return it;
}
