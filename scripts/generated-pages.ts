import { errorIndex, errorPage } from '../src/api/error-page.ts';
import { describeApi } from '../src/api/index.ts';
import { boardPage } from '../src/board/index.ts';
import { catalogue } from '../src/catalogue.ts';
import { cliPage } from '../src/cli/reference.ts';
import { dossiersPage } from '../src/dossier/index.ts';
import { dutiesPage } from '../src/duty/index.ts';
import { eventsPage } from '../src/evidence/index.ts';
import { configurationPage } from '../src/platform/config-page.ts';

/** Every generated page with its path from the root of the checkout. */
export async function generatedPages(): Promise<Map<string, string>> {
  const errors = Object.entries(catalogue).map(
    ([code, spec]) => [`docs/errors/${code}.md`, errorPage(code, spec)] as const,
  );
  return new Map([
    ['docs/openapi.json', `${JSON.stringify(await describeApi(), null, 2)}\n`],
    ['docs/audit-events.md', eventsPage()],
    ['docs/dossiers.md', dossiersPage()],
    ['docs/duties.md', dutiesPage()],
    ['docs/board.md', boardPage()],
    ['docs/cli.md', cliPage()],
    ['docs/configuration.md', configurationPage()],
    ['docs/errors/README.md', errorIndex(catalogue)],
    ...errors,
  ]);
}
