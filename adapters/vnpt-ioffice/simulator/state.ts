/** A dossier as `doc/create` brought it. */
export interface Dossier {
  readonly dossierId: string;
  readonly summary: string;
  readonly noiNhan: string;
  readonly files: readonly { readonly fileName: string; readonly fileSize: number; readonly fileData: string }[];
  readonly [field: string]: unknown;
}

/** An answer that waits to be fetched. */
export interface SimulatedResult {
  readonly dossierId: string;
  readonly ngayBanHanh: string;
  readonly soKyHieu: string;
  readonly files: readonly { readonly fileName: string; readonly fileData: string }[];
}

/** How iOffice misbehaves; nothing is set by default. Counts are used up. */
export interface Misbehaviour {
  /** Tokens are good for so many calls. */
  callsPerToken?: number;
  /** Every answer comes so late, in milliseconds. */
  slowMs?: number;
  /** Calls that are answered with 500. */
  failures?: number;
  /** Answers that are no JSON. */
  garbage?: number;
  /** Answers of which only the first half comes. */
  halves?: number;
  /** Answers that are lost after the work was done. */
  lostAnswers?: number;
  /** What it says to every dossier instead of a yes. */
  says?: { readonly code: string; readonly message: string } | undefined;
  /** Results stay on the list after their receipt, so many times. */
  listsAgain?: number;
}

/** What one simulated iOffice holds. */
export class IofficeState {
  /** By their id: made twice, a dossier is the same one. */
  readonly dossiers = new Map<string, Dossier & { readonly times: number }>();
  units: { readonly ID: string; readonly NAME: string; readonly AGENT_ID: string }[] = [];
  results: SimulatedResult[] = [];
  /** Dossiers whose results were received, in order. */
  readonly receipts: string[] = [];
  misbehaviour: Misbehaviour = {};
  /** Everything that was said, in order. */
  readonly exchange: { readonly call: string; readonly sent: string; readonly answered: string }[] = [];
  logins = 0;
  #token = '';
  #calls = 0;

  logIn(): string {
    this.logins += 1;
    this.#calls = 0;
    this.#token = `token-${this.logins}`;
    return this.#token;
  }

  takes(token: string): boolean {
    this.#calls += 1;
    return token === this.#token && this.#calls <= (this.misbehaviour.callsPerToken ?? Number.POSITIVE_INFINITY);
  }

  /** No token is worth anything from now on. */
  endTokens(): void {
    this.#token = '';
  }

  create(dossier: Dossier): void {
    const times = (this.dossiers.get(dossier.dossierId)?.times ?? 0) + 1;
    this.dossiers.set(dossier.dossierId, { ...dossier, times });
  }

  /** An office answers a dossier; gives what waits now. */
  answer(
    dossierId: string,
    soKyHieu: string,
    files: ReadonlyMap<string, Buffer>,
    ngayBanHanh: string,
  ): SimulatedResult {
    const written = [...files].map(([fileName, content]) => ({ fileName, fileData: content.toString('base64') }));
    const result = { dossierId, ngayBanHanh, soKyHieu, files: written };
    this.results.push(result);
    return result;
  }

  receive(ids: readonly string[]): void {
    this.receipts.push(...ids);
    const { listsAgain = 0 } = this.misbehaviour;
    if (listsAgain > 0) this.misbehaviour.listsAgain = listsAgain - 1;
    else this.results = this.results.filter((one) => !ids.includes(one.dossierId));
  }
}
