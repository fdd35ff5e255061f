import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { vxp } from '../../../src/wire/index.ts';
import type { AxisState, Waiting } from './state.ts';

/** How a simulated gateway misbehaves, besides what its state does. */
export interface GatewayMisbehaviour {
  /** Tokens are good for so many calls. */
  callsPerToken?: number;
  /** It answers every sent document with this code of the family. */
  refuseAll?: vxp.ErrorCode;
  /** What was acknowledged stays on the list, and nothing says so. */
  listsForEver?: boolean;
}

export interface Gateway {
  readonly url: string;
  readonly misbehaviour: GatewayMisbehaviour;
  /** How often it was asked for a token. */
  logins(): number;
  close(): Promise<void>;
}

interface Call {
  readonly method: string;
  readonly url: URL;
  readonly headers: IncomingMessage['headers'];
  readonly body: Buffer;
}

/** `null` is a 401. */
type Answer = object | null;

interface Dialect {
  /** The token that a good login gets is put into its answer. */
  logIn(call: Call, token: string): Answer | undefined;
  answer(state: AxisState, call: Call, misbehaviour: GatewayMisbehaviour): Promise<Answer>;
}

/** A small gateway of a province that keeps what it is given: for tests and rehearsals. */
export async function startGateway(name: 'lang-son' | 'quang-nam', state: AxisState): Promise<Gateway> {
  const dialect = { 'lang-son': LANG_SON, 'quang-nam': QUANG_NAM }[name];
  const misbehaviour: GatewayMisbehaviour = {};
  let logins = 0;
  let calls = 0;
  const server: Server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://gateway');
    const call = { method: request.method ?? '', url, headers: request.headers, body: await buffer(request) };
    const granted = dialect.logIn(call, `token-${logins + 1}`);
    let answer: Answer;
    if (granted !== undefined) {
      answer = granted;
      if (granted) [logins, calls] = [logins + 1, 0];
    } else {
      calls += 1;
      const good = call.headers.authorization === `Bearer token-${logins}`;
      const spent = calls > (misbehaviour.callsPerToken ?? Number.POSITIVE_INFINITY);
      answer = good && !spent ? await dialect.answer(state, call, misbehaviour) : null;
    }
    const garbage = state.misbehaviour.garbage ? '<html>502</html>' : undefined;
    response.writeHead(answer ? 200 : 401, { 'content-type': 'application/json' });
    response.end(garbage ?? JSON.stringify(answer ?? { message: 'Unauthorized' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    misbehaviour,
    logins: () => logins,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const LANG_SON: Dialect = {
  logIn({ url, body }, token) {
    if (url.pathname !== '/v1/auth/login') return undefined;
    const { username, password } = JSON.parse(body.toString()) as Record<string, string>;
    return username === 'truc' && password === 'mat-khau' ? { code: '0', data: { token } } : null;
  },

  async answer(state, { url, headers, body }, misbehaviour) {
    if (headers['x-systemid'] !== 'he-thong' || headers['x-secretkey'] !== 'bi-mat') {
      return vxp.answerFailed('15', 'SystemId or SecretKey');
    }
    const docId = url.searchParams.get('docId') ?? '';
    switch (url.pathname) {
      case '/v1/sendEdoc': {
        if (misbehaviour.refuseAll) return vxp.answerFailed(misbehaviour.refuseAll, 'refused');
        const form = await new Response(new Uint8Array(body), {
          headers: { 'content-type': headers['content-type'] ?? '' },
        }).formData();
        const bytes = Buffer.from(await (form.get('edocFile') as File).arrayBuffer());
        const taken = state.take({ messageType: String(form.get('messageType')), from: 'truc', to: null, bytes });
        return vxp.answerOk({ data: { docId: taken.docId } });
      }
      case '/v1/syncReceivedEdocList':
        return vxp.answerOk({ data: listed(state, url.searchParams.get('messageType'), misbehaviour) });
      case '/v1/getEdoc': {
        const one = state.find(docId);
        return one
          ? vxp.answerOk({ data: { data: one.bytes.toString('base64') } })
          : vxp.answerFailed('10', 'no such package');
      }
      case '/v1/updateStatus': {
        const told = JSON.parse(body.toString()) as { docId: string; status: string };
        settle(state, told.docId, told.status);
        return vxp.answerOk({});
      }
      default:
        return vxp.answerOk({ data: state.units });
    }
  },
};

const QUANG_NAM: Dialect = {
  logIn({ url, headers, body }, token) {
    if (url.pathname !== '/token') return undefined;
    const basic = `Basic ${Buffer.from('ung-dung:khoa-ung-dung').toString('base64')}`;
    const good = headers.authorization === basic && body.toString() === 'grant_type=client_credentials';
    return good ? { access_token: token, expires_in: 3600 } : null;
  },

  async answer(state, { method, url, body }, misbehaviour) {
    const [, , , resource, id] = url.pathname.split('/');
    if (resource !== 'vanbans') return { data: state.units };
    if (method === 'POST') {
      if (misbehaviour.refuseAll) return vxp.answerFailed(misbehaviour.refuseAll, 'refused');
      const sent = JSON.parse(body.toString()) as Record<string, string>;
      if (sent.maBiMat !== 'khoa-don-vi') return vxp.answerFailed('15', 'unit secret');
      const bytes = Buffer.from(sent.noiDung ?? '', 'base64');
      const taken = state.take({ messageType: sent.loaiVanBan ?? '', from: sent.maDonVi ?? '', to: null, bytes });
      return { docId: taken.docId };
    }
    if (id === undefined) return listed(state, url.searchParams.get('loaiVanBan'), misbehaviour);
    if (method === 'PUT') {
      settle(state, id, (JSON.parse(body.toString()) as { status: string }).status);
      return {};
    }
    const one = state.find(id);
    return one ? { data: one.bytes.toString('base64') } : vxp.answerFailed('10', 'no such package');
  },
};

function listed(state: AxisState, messageType: string | null, { listsForEver }: GatewayMisbehaviour): object[] {
  const waits = (one: Waiting) => listsForEver || one.status === 'INITIAL';
  return state.waiting
    .filter((one) => one.messageType === messageType && waits(one))
    .map(({ docId, from, to }) => ({ docId, from, to }));
}

function settle(state: AxisState, docId: string, status: string): void {
  const one = state.find(docId);
  if (one) one.status = status === 'done' ? 'DONE' : 'FAIL';
}
