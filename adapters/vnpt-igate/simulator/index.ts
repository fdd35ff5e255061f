import { buildAnswer, buildDossier, type Office } from './package.ts';

export { buildDossier, type DossierPackage, type Office } from './package.ts';

/** How the simulated một cửa misbehaves; each is set before the act that it spoils. */
export interface Misbehaviour {
  /** It sends every dossier twice, as after an answer that was lost. */
  sendsTwice?: boolean;
  /** The second time a paper has changed, under the same id. */
  changesPapers?: boolean;
  /** It numbers its dossiers with the code of this agency. */
  numbersAs?: string;
  /** It reports this state in place of the one that the dossier has. */
  jumpsTo?: number;
  /** It fetches nothing and reports nothing. */
  isSilent?: boolean;
}

/** One dossier as this office knows it. */
export interface KeptDossier {
  readonly number: string;
  readonly procedure: { readonly code: string; readonly name: string };
  readonly applicant: string;
  readonly dueOn: string;
  state: number;
  /** Documents of it that came to this office, in the order in which they were fetched. */
  readonly received: ReceivedDocument[];
}

export interface ReceivedDocument {
  readonly deliveryId: string;
  readonly documentUid: string;
  readonly code: string;
  readonly promulgatedOn: string;
  readonly sender: Office;
  readonly subject: string;
  readonly content: Buffer;
}

export interface HubAnswer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
}

interface InboxDocument {
  readonly delivery: { readonly id: string };
  readonly document: {
    readonly documentUid: string;
    readonly codeNumber: string | null;
    readonly codeNotation: string | null;
    readonly promulgatedOn: string | null;
    readonly subject: string;
    readonly sender: Office;
    readonly header: {
      readonly referenceCodes: string | null;
      readonly applicationType: string | null;
      readonly content: string | null;
      readonly responseFor: readonly { readonly documentId: string | null }[];
    };
  };
}

/**
 * A small một cửa of one office: it numbers dossiers, hands them in at the hub's REST door, fetches what belongs to them,
 * and reports their states. For tests and rehearsals.
 */
export class MotCua {
  readonly dossiers = new Map<string, KeptDossier>();
  readonly misbehaviour: Misbehaviour = {};
  readonly #office: Office;
  readonly #hub: { readonly url: string; readonly key: string };
  /** By the id of what this office sent: of which dossier it is. */
  readonly #sent = new Map<string, string>();
  #sequence = 0;

  constructor(office: Office, hub: { readonly url: string; readonly key: string }) {
    this.#office = office;
    this.#hub = hub;
  }

  /** A citizen files online. @param filedOn `yyyy/MM/dd`; `dueOn` alike */
  register(it: Pick<KeptDossier, 'procedure' | 'applicant' | 'dueOn'>, filedOn: string): KeptDossier {
    const code = this.misbehaviour.numbersAs ?? this.#office.code;
    const day = filedOn.replaceAll('/', '').slice(2);
    const number = `${code}-${day}-${String(++this.#sequence).padStart(4, '0')}`;
    const kept = { ...it, number, state: 0, received: [] };
    this.dossiers.set(number, kept);
    return kept;
  }

  /** The dossier takes a state, and the hub is told; null when this office is silent. @param at ISO 8601 */
  async report(number: string, state: number, more: { at?: string; note?: string; dueOn?: string } = {}) {
    const kept = this.#find(number);
    kept.state = state;
    if (this.misbehaviour.isSilent) return null;
    const body = JSON.stringify({ state: this.misbehaviour.jumpsTo ?? state, ...more });
    return this.#call('POST', `/v1/dossiers/${encodeURIComponent(number)}/states`, body, 'application/json');
  }

  /** Hands the dossier in, with its papers, for the agency that decides. Gives the hub's answer to each sending. */
  async handIn(number: string, to: Office, filedOn: string): Promise<HubAnswer[]> {
    const { procedure, applicant, dueOn } = this.#find(number);
    const parts = { from: this.#office, to, number, procedure, applicant, filedOn, dueOn };
    const build = (paper: string) =>
      buildDossier({ ...parts, papers: [{ name: 'to-khai.pdf', content: pdf(`${paper} ${number}`) }] });
    const first = build('Tờ khai');
    const { sendsTwice, changesPapers } = this.misbehaviour;
    const again = changesPapers ? [build('Tờ khai sửa')] : sendsTwice ? [first] : [];
    const answers: HubAnswer[] = [];
    for (const bytes of [first, ...again]) answers.push(await this.#send(bytes, number));
    return answers;
  }

  /** Answers what came of a dossier with a document of its own. */
  async answer(number: string, it: { code: [number: string, notation: string]; subject: string; issuedOn: string }) {
    const asked = this.#find(number).received.at(-1)!;
    const [own, notation] = it.code;
    const bytes = buildAnswer({
      from: this.#office,
      to: asked.sender,
      number: own,
      notation,
      issuedOn: it.issuedOn,
      subject: it.subject,
      answers: asked,
      result: pdf(it.subject),
    });
    return this.#send(bytes, number);
  }

  /** Fetches what waits and is of a dossier, new ones among them, and registers it (03); other mail is left where it is. */
  async poll(): Promise<number> {
    if (this.misbehaviour.isSilent) return 0;
    const { body } = await this.#call('GET', '/v1/inbox?kind=document');
    let taken = 0;
    for (const { deliveryId } of body.items as { deliveryId: string }[])
      taken += (await this.#take(deliveryId)) ? 1 : 0;
    return taken;
  }

  async #take(deliveryId: string): Promise<boolean> {
    const at = `/v1/inbox/${deliveryId}`;
    const { document } = (await this.#call('GET', at)).body as unknown as InboxDocument;
    const kept = this.#dossierOf(document);
    if (!kept) return false;
    const content = await this.#fetch('GET', `${at}/content`);
    kept.received.push({
      deliveryId,
      documentUid: document.documentUid,
      code: [document.codeNumber, document.codeNotation].filter(Boolean).join('/'),
      promulgatedOn: document.promulgatedOn ?? '',
      sender: document.sender,
      subject: document.subject,
      content: Buffer.from(await content.arrayBuffer()),
    });
    await this.#call('POST', `${at}/ack`);
    await this.#call('POST', `${at}/status`, JSON.stringify({ code: '03' }), 'application/json');
    return true;
  }

  /** By what it answers, else by its own number; a number that is new here is a dossier that comes from elsewhere. */
  #dossierOf({ header, subject }: InboxDocument['document']): KeptDossier | undefined {
    const answered = header.responseFor.flatMap(({ documentId }) => this.#sent.get(documentId ?? '') ?? []);
    const number = answered[0] ?? (header.applicationType ? header.referenceCodes : null);
    if (!number) return undefined;
    const known = this.dossiers.get(number);
    if (known) return known;
    const [code = '', applicant = ''] = subject.split('/');
    const procedure = { code, name: header.content ?? '' };
    const made = { number, procedure, applicant, dueOn: '', state: 0, received: [] };
    this.dossiers.set(number, made);
    return made;
  }

  async #send(bytes: Buffer, number: string): Promise<HubAnswer> {
    const answer = await this.#call('POST', '/v1/documents', bytes, 'application/edxml+xml');
    if (typeof answer.body.documentUid === 'string') this.#sent.set(answer.body.documentUid, number);
    return answer;
  }

  #find(number: string): KeptDossier {
    const kept = this.dossiers.get(number);
    if (!kept) throw new Error(`no dossier ${number} at ${this.#office.code}`);
    return kept;
  }

  async #call(method: string, path: string, body?: string | Buffer, type?: string): Promise<HubAnswer> {
    const answer = await this.#fetch(method, path, body, type);
    return { status: answer.status, body: (await answer.json()) as HubAnswer['body'] };
  }

  #fetch(method: string, path: string, body?: string | Buffer, type?: string): Promise<Response> {
    return fetch(`${this.#hub.url}${path}`, {
      method,
      headers: { authorization: `Bearer ${this.#hub.key}`, ...(type && { 'content-type': type }) },
      ...(body !== undefined && { body: typeof body === 'string' ? body : new Uint8Array(body) }),
    });
  }
}

function pdf(text: string): Buffer {
  return Buffer.from(`%PDF-1.4\n% ${text}\n%%EOF\n`);
}
