/** A worker process of its own for the fault tests: pushes what is due until it is killed. */
import { openBlobs } from '../../src/platform/blobs.ts';
import { openDatabase } from '../../src/platform/database.ts';
import { openVault } from '../../src/platform/secrets.ts';
import { startMover } from '../integration/delivery-fixture.ts';

const [url = '', directory = '', settings = '{}'] = process.argv.slice(2);
const database = openDatabase({ url });
await startMover(
  { blobs: await openBlobs(directory), vault: await openVault(directory), test: { database, url } },
  JSON.parse(settings),
);
process.stdout.write('ready\n');
