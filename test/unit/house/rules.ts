import type { Import } from './source.ts';

/** What each room may use, and nothing else; a room that is not named here has no place in the house yet. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  // A document is told to adapters in the words of its format.
  contract: ['edxml'],
  edxml: ['platform'],
  // Copies the hub's state and brings it back; knows of documents only that a submission's row owns a blob.
  backup: ['platform'],
  wire: ['platform', 'edxml'],
  // Files for a person's office programs; knows tables and paragraphs, not what they say.
  office: ['platform'],
  trust: ['platform', 'edxml'],
  registry: ['platform', 'edxml', 'trust'],
  evidence: ['platform', 'edxml', 'trust'],
  accounts: ['platform', 'registry', 'evidence'],
  // Acts on the registry with their lines in the log, for the command line and the web pages alike.
  administration: ['platform', 'wire', 'registry', 'evidence'],
  // Alerts are raised in the transaction of the step that they tell, so the rooms that take such steps may use notify.
  notify: ['platform', 'wire', 'registry', 'evidence'],
  // What counts is noted in the transaction of its step, so the rooms that take such steps may use the board.
  board: ['platform', 'trust', 'registry', 'evidence', 'office'],
  // A step of a delivery starts or ends what its recipient owes, in the same transaction.
  duty: ['platform', 'trust', 'registry', 'evidence', 'notify', 'board'],
  // A book's line is written, and noted as recalled, in the transaction of the step that it tells; a change by hand is an event.
  register: ['platform', 'registry', 'evidence'],
  // Threads the documents of a một cửa dossier in the transaction that stores them; of a document it needs ids only.
  dossier: ['platform', 'edxml', 'registry', 'evidence'],
  delivery: ['platform', 'edxml', 'trust', 'wire', 'registry', 'evidence', 'notify', 'duty', 'register'],
  intake: ['platform', 'edxml', 'trust', 'registry', 'evidence'],
  // What is written at the web pages before it is handed in; nothing of the journey knows it.
  compose: ['platform', 'edxml', 'trust', 'registry', 'intake', 'register'],
  // Leave for the signing service on a clerk's machine; which file it is about is the caller's to know.
  signing: ['platform'],
  routing: ['platform', 'edxml', 'trust', 'registry', 'evidence', 'intake', 'delivery', 'notify', 'register'],
  // Finds documents by their words and the agencies that are a side of them; what it finds it reads from their rooms.
  search: ['platform', 'edxml', 'registry', 'evidence', 'intake', 'delivery'],
  // Looks of auditors: a mandate becomes a scope of the search, and every look a line of the log.
  audit: ['platform', 'registry', 'evidence', 'accounts', 'search'],
  // What happens to documents in time: holds, retention, archives. Below status, since a recall freezes a copy.
  lifecycle: ['platform', 'edxml', 'trust', 'registry', 'evidence', 'intake', 'delivery'],
  // The State's shared catalogues as they were last read; where from is the wiring's to say.
  catalogues: ['platform', 'registry', 'evidence', 'notify'],
  // What is on the portal, decided in the transaction of the step that changes it; below the doors, which show and serve it.
  publication: ['platform', 'edxml', 'registry', 'evidence', 'intake', 'lifecycle'],
  status: [
    'platform',
    'edxml',
    'trust',
    'registry',
    'evidence',
    'intake',
    'delivery',
    'lifecycle',
    'notify',
    'register',
    'board',
  ],
};
const DOORS = ['api', 'vxp', 'portal', 'console', 'cli'];
const CONTRACTS = ['adapters/contract.ts', 'adapters/connector.ts'];
/**
 * What ties the journey to the outside: with app.ts, the rooms that keep the links to other axes and to document systems, and
 * the file that opens the shared catalogues for the schedule and the command line.
 */
const WIRING = ['app.ts', 'axes', 'connections', 'links', 'catalogue-source.ts'];
/** With pipeline.ts and its neighbours: the parts of its steps, the acts of the doors, and what the hub does by itself. */
const CORE = ['journey', 'acts', 'jobs'];
/** Systems that differ from another one in their names only. */
const SPEAKS_AS: Readonly<Record<string, string>> = { 'adapters/vic': 'adapters/folder' };
/**
 * What the product publishes for other systems, and a service that stands in for the State's; the demonstration plays such
 * systems and takes nothing else of them.
 */
const PUBLISHED = [
  'src/api/schemas.ts',
  'src/api/dossier-schemas.ts',
  'adapters/webhook/index.ts',
  'adapters/dmdc/simulator/index.ts',
];

/** Why an import is against the plan of the house, or undefined when it is not. */
export function objection({ from, to }: Import): string | undefined {
  if (!to.startsWith('src/') && !to.startsWith('adapters/')) return undefined;
  const [here, there] = [placeOf(from), placeOf(to)];
  if (here === there) return undefined;
  // One list of all errors needs everybody's, the doors' too; an errors.ts is data and imports nothing but platform.
  if (from === 'src/catalogue.ts' && to.endsWith('/errors.ts')) return undefined;
  if (from.startsWith('src/cli/demo/') && PUBLISHED.includes(to)) return undefined;
  if (SPEAKS_AS[here] === there && to.endsWith('/index.ts')) return undefined;
  if (here.startsWith('adapters/')) return fromAdapter(to, there);
  if (there.startsWith('adapters/'))
    return here === 'app' ? undefined : 'only app.ts picks adapters; others know the contract';
  if (there === 'contract') return here === 'platform' ? 'platform knows nothing of deliveries' : undefined;
  const direction = wrongDirection(here, there);
  if (direction) return direction;
  // platform is a box of tools, not a room; core and app are used file by file.
  if (!['platform', 'core', 'app'].includes(there) && !to.endsWith('/index.ts')) {
    return `${there} is used through its index.ts, so that what lies behind it can change without asking`;
  }
  return undefined;
}

function placeOf(file: string): string {
  const [top, second = '', ...rest] = file.split('/');
  if (CONTRACTS.includes(file)) return 'contract';
  if (top === 'adapters') return `adapters/${second}`;
  if (WIRING.includes(second)) return 'app';
  return rest.length === 0 || CORE.includes(second) ? 'core' : second;
}

function fromAdapter(to: string, there: string): string | undefined {
  if (there === 'contract' || to === 'src/edxml/index.ts' || to === 'src/wire/index.ts') return undefined;
  if (to === 'src/platform/errors.ts' || to === 'src/platform/threads.ts') return undefined;
  return 'an adapter imports the contract, edxml, wire, platform/errors and platform/threads only: everything else reaches it through the context, so that it can be tested and swapped alone';
}

function wrongDirection(here: string, there: string): string | undefined {
  // cli starts the hub, app wires it, the doors serve it, core (pipeline.ts and its neighbours) is the journey.
  if (here === 'cli') return DOORS.includes(there) ? 'a door never uses another door' : undefined;
  if (here === 'app') return there === 'cli' ? 'the commands start app.ts, not the other way round' : undefined;
  if (there === 'app') return 'app.ts wires everything, so nothing but the commands may know it';
  if (DOORS.includes(there)) return 'doors are the outermost: what lies inside must work without them';
  if (DOORS.includes(here)) return undefined;
  if (here === 'core') return undefined;
  if (there === 'core') return 'a room does its own work; the pipeline ties rooms together, never the reverse';
  const allowed = ROOMS[here];
  if (!allowed) return `src/${here} is no room of the house`;
  return allowed.includes(there) ? undefined : `${here} may use ${allowed.join(', ') || 'no other room'}; not ${there}`;
}

/** Circles among files that import each other's values (types alone make no circle at run time). */
export function circles(imports: readonly Import[]): string[] {
  const edges = new Map<string, string[]>();
  for (const { from, to, typeOnly } of imports) if (!typeOnly) edges.set(from, [...(edges.get(from) ?? []), to]);
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    const start = trail.indexOf(file);
    if (start >= 0) found.push([...trail.slice(start), file].join(' → '));
    if (start >= 0 || done.has(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}
