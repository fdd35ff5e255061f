import type { FileMeans } from '../compose/index.ts';
import type { Hub } from '../hub.ts';

/** Base64 and the envelope around it. */
const OVERHEAD = 4 / 3;

/** Where the files of drafts are kept, and their limits: a package of them has to fit the hub's own. */
export function fileMeans({ database, blobs, config, diskReserve, verifier }: Hub): FileMeans {
  return {
    db: database.db,
    blobs,
    reserveBytes: diskReserve,
    mostFiles: config.maxAttachments,
    mostFileBytes: config.maxAttachmentBytes,
    mostBytes: Math.floor((config.maxMessageBytes - config.maxEnvelopeBytes) / OVERHEAD),
    inspect: (file) => verifier.inspectFile(file),
  };
}
