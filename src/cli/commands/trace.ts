import type { Command } from 'commander';
import { isHubError } from '../../platform/errors.ts';
import { isId } from '../../platform/ids.ts';
import { deliveryTable } from '../answer-lines.ts';
import type { HubClient } from '../client.ts';
import { addCommand, DATA_OPTION, type Invocation } from '../command.ts';
import { type DossierStory, dossierLines } from '../dossier-lines.ts';
import { cliError } from '../errors.ts';
import { type HubOptions, REMOTE_OPTIONS } from '../hub-options.ts';
import type { Bilingual, Output } from '../output.ts';
import type { GivenSettings } from '../settings.ts';
import type { Story } from '../story.ts';

type Options = GivenSettings & Partial<HubOptions>;

export function register(program: Command): void {
  addCommand<Options>(
    program,
    {
      usage: 'trace <id>',
      about: {
        vi: 'kể lịch sử gửi, nhận của một văn bản, hoặc diễn biến một hồ sơ thủ tục hành chính, từng bước',
        en: 'tell the sending and receiving history of a document, or the course of a dossier, step by step',
      },
      args: [
        {
          vi: 'documentId, mã hồ sơ, hoặc mã định danh văn bản đặt trong dấu nháy; không có --url thì cả submissionId và mã lần gửi',
          en: "documentId, a dossier's number, or the DocumentId text in quotes; without --url a submissionId or delivery id too",
        },
      ],
      options: [DATA_OPTION, ...REMOTE_OPTIONS],
      examples: [
        'lienthong trace 01990f3e-…',
        'lienthong trace "000.00.13.H53,2026/11/20,45/SNV-VP" --lang en',
        'lienthong trace 000.00.14.H20-200703-0002',
      ],
      exits: ['refused', 'later', 'notFound'],
    },
    trace,
  );
}

async function trace({ args, options, out }: Invocation<Options>): Promise<void> {
  const id = args[0]!;
  const told = options.url ? await askHub(id, options.url, options.key, out) : await readLocally(id, options);
  out.result(told);
  if (told.dossier) dossierLines(out, told.dossier);
  for (const story of told.stories) tell(out, story);
}

/** A dossier with this number, or what is known of a document. */
interface Told {
  readonly stories: readonly Story[];
  readonly dossier?: DossierStory;
}

async function readLocally(id: string, options: Options): Promise<Told> {
  const [{ withTools }, { tellStories }, { findDossier }, { tellDossier }] = await Promise.all([
    import('../tools.ts'),
    import('../story.ts'),
    import('../../dossier/index.ts'),
    import('../dossier-story.ts'),
  ]);
  return withTools(options, async ({ tools: { database } }) => {
    const { db } = database;
    if (await findDossier(db, id)) return { stories: [], dossier: await tellDossier(db, id) };
    return { stories: await tellStories(db, id) };
  });
}

/** What the hub shows to the system of the key: everything to the sender, its own part to a recipient. */
async function askHub(id: string, url: string, key: string | undefined, out: Output): Promise<Told> {
  const { openClient } = await import('../client.ts');
  const client = openClient({ url, ...(key && { key }) }, out.language);
  if (isId(id)) return { stories: [await askStory(client, id)] };
  const query = { documentUid: id };
  const { items } = (await client.json({ path: '/documents', query })).data as { items: { id: string }[] };
  if (items.length > 0) {
    const stories: Story[] = [];
    for (const one of items.reverse()) stories.push(await askStory(client, one.id));
    return { stories };
  }
  const dossier = await client.json({ path: `/dossiers/${encodeURIComponent(id)}` }).catch((error) => {
    throw isHubError(error) && error.spec.status === 404 ? cliError('TRACE_NOT_FOUND', { id }) : error;
  });
  return { stories: [], dossier: dossier.data as DossierStory };
}

async function askStory(client: HubClient, id: string): Promise<Story> {
  const { vietnamTime } = await import('../../platform/clock.ts');
  const path = `/documents/${encodeURIComponent(id)}`;
  const document = (await client.json({ path })).data as {
    id: string;
    documentUid: string;
    sender: { code: string; name: string };
    statusWords: Bilingual | null;
    deliveries: Story['deliveries'];
    verdict: { readonly files?: readonly { readonly words: Bilingual }[] };
  };
  const { items } = (await client.json({ path: `${path}/timeline` })).data as { items: Story['steps'] };
  return {
    documentId: document.id,
    submissionId: null,
    documentUid: document.documentUid,
    sender: `${document.sender.code} ${document.sender.name}`,
    statusWords: document.statusWords,
    files: (document.verdict.files ?? []).map(({ words }) => words),
    steps: items.map((step) => ({ ...step, at: vietnamTime(new Date(step.at)) })),
    deliveries: document.deliveries,
  };
}

function tell(out: Output, story: Story): void {
  out.line(out.paint('bold', story.documentUid ?? story.submissionId ?? ''));
  if (story.statusWords) {
    out.line(`  ${out.say({ vi: 'Trạng thái', en: 'Status' })}: ${out.say(story.statusWords)}`);
  }
  if (story.sender) out.line(`  ${out.say({ vi: 'Bên gửi', en: 'Sender' })}: ${story.sender}`);
  if (story.documentId) out.line(`  documentId: ${story.documentId}`);
  if (story.submissionId) out.line(`  submissionId: ${story.submissionId}`);
  for (const file of story.files) out.line(`  ${out.say({ vi: 'Tệp', en: 'File' })} ${out.say(file)}`);
  for (const step of story.steps) out.line(`${out.paint('dim', step.at)}  ${out.say(step.words)}`);
  if (story.deliveries.length > 0) {
    out.line();
    deliveryTable(out, story.deliveries);
  }
  out.line();
}
