import { createHash } from 'node:crypto';
import { vxp } from '../../../src/wire/index.ts';
import { FolderOffice, type Taken } from '../../folder/simulator/index.ts';
import { VIC_FOLDERS } from '../index.ts';

/**
 * VIC as it stands beside a hub: it sends by calling the hub's VXP door, and takes from its tree of folders, one a unit.
 */
export class Vic {
  readonly #directory: string;
  readonly #door: string;
  readonly #credentials: vxp.Credentials;
  readonly units = new Map<string, FolderOffice>();

  constructor(directory: string, door: string, credentials: vxp.Credentials) {
    this.#directory = directory;
    this.#door = door;
    this.#credentials = credentials;
  }

  /** Makes the folders of a unit, as its administrator does. */
  async open(unit: string): Promise<FolderOffice> {
    const office = await new FolderOffice(this.#directory, unit, VIC_FOLDERS).open();
    this.units.set(unit, office);
    return office;
  }

  /** Sends a document in the name of one of its agencies; gives the hub's id of it. */
  async send(from: string, edxml: Buffer): Promise<string> {
    const digest = createHash('sha256').update(edxml).digest();
    const answer = await this.#call('sendEdoc', Buffer.concat([edxml, vxp.CR_LF]), {
      servicetype: 'eDoc',
      messagetype: 'edoc',
      'hash-file': vxp.hashFileForms(digest).unpadded,
      from,
    });
    if (!answer?.ok) throw new Error(`the door refused: ${answer?.code} ${answer?.description}`);
    return String(answer.docId);
  }

  /** Every unit takes what lies in its folder; gives what was new, by unit. */
  async take(): Promise<Map<string, Taken[]>> {
    const fresh = new Map<string, Taken[]>();
    for (const [unit, office] of this.units) {
      const taken = await office.take();
      if (taken.length > 0) fresh.set(unit, taken);
    }
    return fresh;
  }

  async #call(endpoint: vxp.Endpoint, body: Buffer, parameters: Record<string, string>): Promise<vxp.Answer | null> {
    const { method, path, headers } = vxp.buildRequest(endpoint, parameters, this.#credentials, { at: new Date() });
    const answer = await fetch(`${this.#door}${path}`, { method, headers, body: new Uint8Array(body) });
    return vxp.readAnswer(await answer.text());
  }
}
