interface EndpointSpec {
  readonly method: 'POST' | 'GET';
  /** Parameters that must be among the signed ones: headers signed for one call then serve no other. */
  readonly required: readonly string[];
  readonly optional: readonly string[];
  /** What follows the headers: nothing, an empty JSON object, a JSON object, or the file and a CR LF. */
  readonly body: 'none' | 'empty-object' | 'object' | 'file';
}

const LIST = {
  method: 'POST',
  required: ['servicetype', 'messagetype'],
  optional: ['fromDate', 'toDate', 'status', 'pageSize', 'pageIndex'],
  body: 'none',
} as const;

/** Every call of the protocol below its base path. Three came with version 2.0.1 of the field's library: the GETs. */
export const ENDPOINTS = {
  sendEdoc: {
    method: 'POST',
    required: ['servicetype', 'messagetype', 'hash-file', 'from'],
    optional: ['to'],
    body: 'file',
  },
  getReceivedEdocList: LIST,
  getSentEdocList: { ...LIST, optional: [...LIST.optional, 'docId'] },
  getEdoc: { method: 'POST', required: ['docId', 'filePath'], optional: [], body: 'empty-object' },
  updateStatus: { method: 'POST', required: ['docid', 'status'], optional: [], body: 'empty-object' },
  getAgenciesList: { method: 'POST', required: [], optional: [], body: 'none' },
  getAgenciesListQD20: { method: 'POST', required: ['level'], optional: [], body: 'none' },
  getSynchronizeUnit: {
    method: 'POST',
    required: [],
    optional: ['version', 'centerCode', 'deleted', 'modifyDate', 'isAgency'],
    body: 'none',
  },
  registerAgency: { method: 'POST', required: [], optional: [], body: 'object' },
  deleteAgency: { method: 'POST', required: ['AgencyCode'], optional: [], body: 'empty-object' },
  downloadEdoc: { method: 'GET', required: ['docId', 'filePath'], optional: [], body: 'none' },
  countReceiveEdoc: { method: 'GET', required: [], optional: [], body: 'none' },
  countReceiveStatus: { method: 'GET', required: [], optional: [], body: 'none' },
} as const satisfies Readonly<Record<string, EndpointSpec>>;

export type Endpoint = keyof typeof ENDPOINTS;

/** The fields of each item in `data`, every one of them a string. */
export const ITEMS = {
  getReceivedEdocList: [
    'docId',
    'serviceType',
    'messageType',
    'created_time',
    'updated_time',
    'from',
    'to',
    'status',
    'status_desc',
  ],
  getSentEdocList: [
    'serviceType',
    'receiverDocId',
    'toCode',
    'receiveStatus',
    'title',
    'messageType',
    'notation',
    'receivedTime',
    'sentTime',
    'sendStatus',
    'sendStatusDesc',
    'senderDocId',
    'fromCode',
    'receiveStatusDesc',
  ],
  getAgenciesList: ['id', 'pid', 'code', 'name', 'mail', 'oldCode'],
  getAgenciesListQD20: ['id', 'code', 'name', 'mail', 'code102'],
  getSynchronizeUnit: [
    'id',
    'pid',
    'code',
    'name',
    'mail',
    'version',
    'centerCode',
    'deleted',
    'modifyDate',
    'isAgency',
  ],
} as const satisfies Partial<Record<Endpoint, readonly string[]>>;

export type ListEndpoint = keyof typeof ITEMS;
export type Item<E extends ListEndpoint> = Readonly<Record<(typeof ITEMS)[E][number], string>>;

/** As a client: the items of an answer. What is absent or no plain value is an empty string; what is no object is left out. */
export function readItems<E extends ListEndpoint>(endpoint: E, data: unknown): Item<E>[] {
  if (!Array.isArray(data)) return [];
  return data.flatMap((one: unknown) => {
    if (typeof one !== 'object' || one === null) return [];
    const values = one as Record<string, unknown>;
    return [Object.fromEntries(ITEMS[endpoint].map((name) => [name, plain(values[name])])) as Item<E>];
  });
}

function plain(value: unknown): string {
  return ['string', 'number', 'boolean'].includes(typeof value) ? String(value) : '';
}
