import { Agent, fetch, type Response } from 'undici';
import type { z } from 'zod';
import type { dossierThread } from '../../api/dossier-schemas.ts';
import type * as api from '../../api/schemas.ts';
import { EDXML_MEDIA_TYPE } from '../../edxml/index.ts';
import type { Language } from '../../platform/errors.ts';

export type Accepted = z.infer<typeof api.accepted>;
export type Delivery = z.infer<typeof api.delivery>;
export type Problem = z.infer<typeof api.problem>;
export type InboxItem = z.infer<typeof api.inboxItem>;
export type ReceiptLine = z.infer<typeof api.receipt>;
export type HubDocument = z.infer<typeof api.document>;
export type Dossier = z.infer<typeof dossierThread>;
export type Step = z.infer<typeof api.step>;
export type Summary = z.infer<typeof api.documentSummary>;
export type StatusReport = z.infer<typeof api.statusReport>;

/** What the hub said to a package: one of two. */
export type SendAnswer =
  | { readonly status: number; readonly accepted: Accepted; readonly problem: null }
  | { readonly status: number; readonly accepted: null; readonly problem: Problem };

export interface Sending {
  readonly body: Buffer;
  readonly mediaType?: string;
  readonly idempotencyKey?: string;
}

/** One document system as the hub knows it: a key, and HTTP. Nothing here reaches past the public REST door. */
export class HubClient {
  readonly url: string;
  readonly name: string;
  readonly #key: string;
  readonly #language: Language;
  readonly #agent = new Agent();
  #ended = false;

  constructor(name: string, url: string, key: string, language: Language) {
    this.name = name;
    this.url = url;
    this.#key = key;
    this.#language = language;
  }

  async send({ body, mediaType = EDXML_MEDIA_TYPE, idempotencyKey }: Sending): Promise<SendAnswer> {
    const response = await this.#request('POST', '/v1/documents', {
      body,
      headers: { 'content-type': mediaType, ...(idempotencyKey && { 'idempotency-key': idempotencyKey }) },
    });
    const answer: unknown = await response.json();
    return response.ok
      ? { status: response.status, accepted: answer as Accepted, problem: null }
      : { status: response.status, accepted: null, problem: answer as Problem };
  }

  document(id: string): Promise<HubDocument> {
    return this.#read(`/v1/documents/${id}`);
  }

  async timeline(id: string): Promise<Step[]> {
    return (await this.#read<{ items: Step[] }>(`/v1/documents/${id}/timeline`)).items;
  }

  async receipts(documentId: string): Promise<ReceiptLine[]> {
    return (await this.#read<{ items: ReceiptLine[] }>(`/v1/documents/${documentId}/receipts`)).items;
  }

  async receipt(id: string): Promise<Buffer> {
    const response = await this.#request('GET', `/v1/receipts/${id}`);
    await mustBeGood(response);
    return Buffer.from(await response.arrayBuffer());
  }

  /** What this system sent last, newest first. */
  async sent(): Promise<Summary[]> {
    return (await this.#read<{ items: Summary[] }>('/v1/documents?kind=document&limit=200')).items;
  }

  async statuses(documentId: string): Promise<StatusReport[]> {
    return (await this.#read<{ items: StatusReport[] }>(`/v1/documents/${documentId}/statuses`)).items;
  }

  /** Mail that waits, of one agency where one is named; `wait` holds an empty answer open for so many seconds. */
  async inbox({ wait, agency }: { readonly wait?: number; readonly agency?: string } = {}): Promise<InboxItem[]> {
    const query = new URLSearchParams({
      limit: '200',
      ...(wait && { wait: String(wait) }),
      ...(agency && { agency }),
    });
    return (await this.#read<{ items: InboxItem[] }>(`/v1/inbox?${query}`)).items;
  }

  async content(deliveryId: string): Promise<{ readonly mediaType: string; readonly bytes: Buffer }> {
    const response = await this.#request('GET', `/v1/inbox/${deliveryId}/content`);
    await mustBeGood(response);
    return {
      mediaType: response.headers.get('content-type') ?? '',
      bytes: Buffer.from(await response.arrayBuffer()),
    };
  }

  async acknowledge(deliveryId: string): Promise<void> {
    await mustBeGood(await this.#request('POST', `/v1/inbox/${deliveryId}/ack`));
  }

  /** It could not be taken in; the hub lists it again later. */
  async complain(deliveryId: string, reason: string): Promise<void> {
    await mustBeGood(
      await this.#request('POST', `/v1/inbox/${deliveryId}/fail`, {
        body: JSON.stringify({ reason }),
        headers: { 'content-type': 'application/json' },
      }),
    );
  }

  /** Reports a status in the hub's own words: the hub writes the edXML message. */
  async report(deliveryId: string, code: string, description: string): Promise<Accepted> {
    const response = await this.#request('POST', `/v1/inbox/${deliveryId}/status`, {
      body: JSON.stringify({ code, description }),
      headers: { 'content-type': 'application/json' },
    });
    await mustBeGood(response);
    return (await response.json()) as Accepted;
  }

  /** The one button "Hủy bỏ và thông báo cho bên gửi": of the recalled document's delivery, or of its recall's. */
  async confirmRecall(deliveryId: string): Promise<Accepted> {
    const response = await this.#request('POST', `/v1/inbox/${deliveryId}/recall`, {
      body: JSON.stringify({ decision: 'confirm' }),
      headers: { 'content-type': 'application/json' },
    });
    await mustBeGood(response);
    return (await response.json()) as Accepted;
  }

  /** Reports a state, 1 to 10, of a dossier. */
  async reportDossier(number: string, state: number): Promise<void> {
    const response = await this.#request('POST', `/v1/dossiers/${encodeURIComponent(number)}/states`, {
      body: JSON.stringify({ state }),
      headers: { 'content-type': 'application/json' },
    });
    await mustBeGood(response);
  }

  dossier(number: string): Promise<Dossier> {
    return this.#read(`/v1/dossiers/${encodeURIComponent(number)}`);
  }

  /** As anybody without a key. */
  async anybody(path: string): Promise<{ readonly status: number; readonly bytes: Buffer }> {
    const response = await fetch(`${this.url}${path}`, { dispatcher: this.#agent });
    return { status: response.status, bytes: Buffer.from(await response.arrayBuffer()) };
  }

  /** Ends every request under way and closes the connections, so that the hub need not wait for them. */
  end(): Promise<void> {
    this.#ended = true;
    return this.#agent.destroy();
  }

  get ended(): boolean {
    return this.#ended;
  }

  async #read<T>(path: string): Promise<T> {
    const response = await this.#request('GET', path);
    await mustBeGood(response);
    return (await response.json()) as T;
  }

  #request(method: string, path: string, init: { body?: Buffer | string; headers?: Record<string, string> } = {}) {
    return fetch(`${this.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#key}`, 'accept-language': this.#language, ...init.headers },
      dispatcher: this.#agent,
      ...(init.body !== undefined && { body: init.body }),
    });
  }
}

async function mustBeGood(response: Response): Promise<void> {
  if (response.ok) return;
  const problem = (await response.json().catch(() => null)) as Partial<Problem> | null;
  throw new Error(`${response.status} ${problem?.code ?? ''} ${problem?.title ?? response.statusText}`);
}
