import type { Hub } from '../hub.ts';
import { type DirectoryEntry, type DirectoryFilter, may, readDirectory, registryError } from '../registry/index.ts';
import type { vxp } from '../wire/index.ts';
import { type Call, type Handler, invalid, JSON_TYPE, streamList } from './call.ts';
import { momentOf, momentText, wholeOf } from './page.ts';

/** A change that was committed after a reader's version, though it began before, is told again within this time. */
const OVERLAP_MS = 5 * 60_000;
/** Codes of axis nodes (`00.53.W00`), which receive nothing themselves. */
const NODE = /(^|\.)W\d\d$/;

export const getAgenciesList: Handler = async (hub, call) =>
  directory<'getAgenciesList'>(hub, call, { isOpen: true }, (one) => ({
    id: one.id,
    pid: one.parentId ?? '',
    code: one.code,
    name: one.name,
    mail: one.email ?? '',
    oldCode: one.otherCode ?? '',
  }));

/** Only agencies that have a code of QĐ 20/2020; level 0 or none means all of them. */
export const getAgenciesListQD20: Handler = async (hub, call) => {
  const level = wholeOf(call, 'level') || undefined;
  const filter = { isOpen: true, withQd20: true, ...(level && { level }) };
  return directory<'getAgenciesListQD20'>(hub, call, filter, (one) => ({
    id: one.id,
    code: one.codeQd20 ?? '',
    name: one.name,
    mail: one.email ?? '',
    code102: one.codeQcvn102 ?? '',
  }));
};

/** Closed agencies too. A reader keeps the highest version that it has seen and asks for what changed since. */
export const getSynchronizeUnit: Handler = async (hub, call) => {
  const isDeleted = flagOf(call, 'deleted');
  const isAgency = flagOf(call, 'isAgency');
  const center = call.parameter('centerCode');
  const changedSince = sinceOf(call);
  const filter = {
    ...(isDeleted !== undefined && { isOpen: !isDeleted }),
    ...(center !== undefined && { axis: center }),
    ...(changedSince && { changedSince }),
  };
  const view = (one: DirectoryEntry) => ({
    id: one.id,
    pid: one.parentId ?? '',
    code: one.code,
    name: one.name,
    mail: one.email ?? '',
    version: String(one.changedAt.getTime()),
    centerCode: one.axis ?? '',
    deleted: String(!one.isOpen),
    modifyDate: momentText(one.changedAt),
    isAgency: String(!NODE.test(one.code)),
  });
  return directory<'getSynchronizeUnit'>(
    hub,
    call,
    filter,
    view,
    (one) => isAgency === undefined || isAgency === !NODE.test(one.code),
  );
};

async function directory<E extends vxp.ListEndpoint>(
  hub: Hub,
  { principal }: Call,
  filter: DirectoryFilter,
  view: (entry: DirectoryEntry) => vxp.Item<E>,
  wanted: (entry: DirectoryEntry) => boolean = () => true,
) {
  if (!may(principal, 'agency.read')) throw registryError('FORBIDDEN', { act: 'agency.read' });
  async function* batches() {
    for await (const batch of readDirectory(hub.database.db, filter)) yield batch.filter(wanted).map(view);
  }
  return { stream: { mediaType: JSON_TYPE, size: null, bytes: streamList(batches()) } };
}

function flagOf(call: Call, name: string): boolean | undefined {
  const text = call.parameter(name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text === 'true' || text === '1') return true;
  if (text === 'false' || text === '0') return false;
  throw invalid(name, text, 'true, false');
}

function sinceOf(call: Call): Date | undefined {
  const version = call.parameter('version');
  if (version === undefined || version === '0') return momentOf(call, 'modifyDate')?.at;
  if (!/^\d{1,15}$/.test(version)) throw invalid('version', version, 'version');
  return new Date(Math.max(0, Number(version) - OVERLAP_MS));
}
