import * as client from 'openid-client';
import { isHubError } from '../platform/errors.ts';
import { isLoopback } from '../platform/networks.ts';
import type { Outbound } from '../platform/outbound.ts';
import { error } from './errors.ts';

export interface ProviderSettings {
  readonly issuer: string;
  readonly clientId: string;
  /** Without it the hub is a public client, which PKCE alone protects. */
  readonly clientSecret: string | undefined;
  /** What people call it. */
  readonly name: string;
}

/** What binds an answer to the browser that asked (RFC 6749 section 10.12, RFC 7636, OpenID Connect Core 3.1.2.1). */
export interface Checks {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Who somebody is at the provider. */
export interface Identity {
  readonly issuer: string;
  readonly subject: string;
  /** Whether the provider says that it asked for more than one factor (RFC 8176, `mfa`). */
  readonly secondFactor: boolean;
  readonly idToken: string;
}

/** An OpenID Connect provider: authorisation code with PKCE, its addresses by discovery. */
export interface Provider {
  readonly name: string;
  /** Where the browser goes, and what its answer is checked against. @throws PROVIDER_FAILED */
  begin(redirectUri: string): Promise<{ address: string; checks: Checks }>;
  /** @param answer The address to which the provider sent the browser back. @throws PROVIDER_FAILED */
  finish(answer: URL, checks: Checks): Promise<Identity>;
  /** Where the person ends his session there; null where the provider has no such address. */
  logOutAddress(idToken: string, backTo: string): Promise<string | null>;
}

/** Calls nobody yet: the provider's addresses are asked for when they are first needed, and again after a failure. */
export function openProvider(settings: ProviderSettings, outbound: Outbound): Provider {
  const { issuer, clientId, clientSecret, name } = settings;
  let discovered: Promise<client.Configuration> | undefined;

  function discover(): Promise<client.Configuration> {
    // The signature of the token is checked too, not only the TLS connection over which it came.
    const rules = [client.enableNonRepudiationChecks];
    if (isLoopback(new URL(issuer).hostname)) rules.push(client.allowInsecureRequests);
    discovered ??= client
      .discovery(
        new URL(issuer),
        clientId,
        undefined,
        clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret),
        { [client.customFetch]: fetchThrough(outbound), execute: rules },
      )
      .catch((cause: unknown) => {
        discovered = undefined;
        throw cause;
      });
    return discovered;
  }

  async function attempt<Result>(work: (at: client.Configuration) => Promise<Result>): Promise<Result> {
    try {
      return await work(await discover());
    } catch (cause) {
      if (isHubError(cause)) throw cause;
      throw error('PROVIDER_FAILED', { name, reason: reasonOf(cause) }, cause);
    }
  }

  return {
    name,
    begin: (redirectUri) =>
      attempt(async (at) => {
        const checks = {
          state: client.randomState(),
          nonce: client.randomNonce(),
          verifier: client.randomPKCECodeVerifier(),
        };
        const address = client.buildAuthorizationUrl(at, {
          redirect_uri: redirectUri,
          scope: 'openid',
          state: checks.state,
          nonce: checks.nonce,
          code_challenge: await client.calculatePKCECodeChallenge(checks.verifier),
          code_challenge_method: 'S256',
        });
        return { address: address.href, checks };
      }),
    finish: (answer, { state, nonce, verifier }) =>
      attempt(async (at) => {
        const tokens = await client.authorizationCodeGrant(at, answer, {
          expectedState: state,
          expectedNonce: nonce,
          pkceCodeVerifier: verifier,
          idTokenExpected: true,
        });
        const { iss, sub, amr } = tokens.claims()!;
        return {
          issuer: iss,
          subject: sub,
          secondFactor: Array.isArray(amr) && amr.includes('mfa'),
          idToken: tokens.id_token!,
        };
      }),
    logOutAddress: (idToken, backTo) =>
      attempt(async (at) => {
        if (at.serverMetadata().end_session_endpoint === undefined) return null;
        const parameters = { id_token_hint: idToken, post_logout_redirect_uri: backTo };
        return client.buildEndSessionUrl(at, parameters).href;
      }),
  };
}

/** A code of the protocol where there is one, never a token or an answer's text. */
function reasonOf(cause: unknown): string {
  const { error: answered, code } = cause as { error?: unknown; code?: unknown };
  return String(answered ?? code ?? 'unreadable').slice(0, 80);
}

/** The provider is called as every other system is: only where OUTBOUND_ALLOW lets the hub go. */
function fetchThrough(outbound: Outbound): client.CustomFetch {
  return async (url, { method, headers, body }) => {
    const answer = await outbound.request({
      url,
      method,
      headers,
      timeoutMs: 10_000,
      ...(body != null && { body: Buffer.from(String(body)) }),
    });
    return new Response(new Uint8Array(answer.body), { status: answer.status, headers: answer.headers });
  };
}
