import type { TestHub } from './hub.ts';

/** A browser without scripts: keeps its cookies and fills the token of each form. */
export function visitor(it: Pick<TestHub, 'hub'>) {
  const cookies = new Map<string, string>();

  async function call(address: string, init: RequestInit = {}): Promise<Response> {
    const url = address.startsWith('http') ? address : `${it.hub.url}/console${address}`;
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(url, { redirect: 'manual', ...init, headers: { cookie } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    return answer;
  }

  async function csrf(): Promise<string> {
    const page = await (await call('/account')).text();
    return /name="_csrf" value="([^"]+)"/.exec(page)?.[1] ?? '';
  }

  return {
    cookies,
    call,
    get: call,
    csrf,
    text: async (address: string) => (await call(address)).text(),
    /** A form of a page behind the log-in. */
    async post(address: string, fields: Record<string, string>): Promise<Response> {
      return call(address, { method: 'POST', body: new URLSearchParams({ _csrf: await csrf(), ...fields }) });
    },
    /** The form of the log-in page, and whatever follows it. */
    logIn: (login: string, password: string) =>
      call('/log-in', { method: 'POST', body: new URLSearchParams({ login, password }) }),
  };
}

export type Visitor = ReturnType<typeof visitor>;
