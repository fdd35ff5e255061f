import type { TestHub } from './hub.ts';
import type { Province } from './province.ts';

/** Speaks to the REST door of a test hub as the system of an agency. */
export function restOf(stage: TestHub, province: Province) {
  type Headers = Record<string, string>;
  async function call(
    code: string,
    method: 'GET' | 'POST',
    url: string,
    payload?: Buffer | object,
    headers: Headers = {},
  ) {
    return stage.hub.api.inject({
      method,
      url,
      headers: { authorization: `Bearer ${province.key(code)}`, ...headers },
      ...(payload !== undefined && { payload }),
    });
  }
  return {
    get: (code: string, url: string, headers?: Headers) => call(code, 'GET', url, undefined, headers),
    post: (code: string, url: string, payload?: Buffer | object, headers?: Headers) =>
      call(code, 'POST', url, payload, headers),
    send: (code: string, xml: Buffer, headers: Headers = {}) =>
      call(code, 'POST', '/v1/documents', xml, { 'content-type': 'application/edxml+xml', ...headers }),
  };
}
