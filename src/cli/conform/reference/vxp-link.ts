import { createHash } from 'node:crypto';
import { Agent, fetch } from 'undici';
import type { StatusCode } from '../../../edxml/index.ts';
import { vxp } from '../../../wire/index.ts';
import { type Link, Refused } from './link.ts';
import type { Entry } from './mailroom.ts';
import { writeReport } from './status.ts';

const LIST = { servicetype: 'eDoc' };
/** The protocol's words for where a document is, in the hub's. */
const WORDS: Readonly<Record<string, string>> = {
  INITIAL: 'queued',
  PROCESSING: 'sent',
  DONE: 'arrived',
  FAIL: 'failed',
};

/** By the protocol of the national axis: `base` includes the path of its door. */
export function openVxpLink(base: string, credentials: vxp.Credentials, own: string): Link {
  const agent = new Agent();

  async function call(endpoint: vxp.Endpoint, parameters: Record<string, string>, file?: Buffer) {
    const made = vxp.buildRequest(endpoint, parameters, credentials, { at: new Date() });
    const body = file ? Buffer.concat([file, vxp.CR_LF]) : made.body;
    const answer = await fetch(base + made.path, {
      method: made.method,
      headers: made.headers,
      ...(body && { body }),
      dispatcher: agent,
    });
    const read = vxp.readAnswer(await answer.text());
    if (!read) throw new Error(`HTTP ${answer.status}`);
    if (read.ok) return read;
    // Of all codes only 20 invites a repetition.
    throw vxp.invitesRetry(read.code) ? new Error(read.description) : new Refused(`${read.code} ${read.description}`);
  }

  async function hand(messagetype: 'edoc' | 'status', file: Buffer): Promise<string> {
    const hash = createHash('sha256').update(file).digest('hex');
    const { docId } = await call('sendEdoc', { ...LIST, messagetype, 'hash-file': hash, from: own }, file);
    return docId ?? '';
  }

  async function report(entry: Entry, code: StatusCode, description: string) {
    await hand('status', writeReport(own, entry, code, description));
  }

  return {
    async waiting() {
      const lists = await Promise.all(
        ['edoc', 'status'].map((messagetype) => call('getReceivedEdocList', { ...LIST, messagetype })),
      );
      return lists
        .flatMap(({ data }) => vxp.readItems('getReceivedEdocList', data))
        .map(({ docId }) => ({
          deliveryId: docId,
          fetch: async () => {
            const { data } = await call('getEdoc', { docId, filePath: 'den.edxml' });
            return Buffer.from(String(data), 'base64');
          },
          acknowledge: async () => {
            await call('updateStatus', { docid: docId, status: 'done' });
          },
          complain: async () => {
            await call('updateStatus', { docid: docId, status: 'fail' });
          },
        }));
    },
    report,
    confirmRecall: (entry) => report(entry!, '15', 'Đã hủy văn bản bị thu hồi'),
    send: (bytes) => hand('edoc', bytes),
    async word(docId) {
      const { data } = await call('getSentEdocList', { ...LIST, messagetype: 'edoc', docId });
      const [line] = vxp.readItems('getSentEdocList', data);
      return WORDS[line?.sendStatus === 'FAIL' ? 'FAIL' : (line?.receiveStatus ?? 'INITIAL')] ?? 'queued';
    },
    close: () => agent.destroy(),
  };
}
