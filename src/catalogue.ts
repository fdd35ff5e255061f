import { catalogue as axisErrors } from '../adapters/axis/errors.ts';
import { catalogue as dmdcErrors } from '../adapters/dmdc/errors.ts';
import { catalogue as folderErrors } from '../adapters/folder/errors.ts';
import { catalogue as mailboxErrors } from '../adapters/mailbox/errors.ts';
import { catalogue as iofficeErrors } from '../adapters/vnpt-ioffice/errors.ts';
import { accountErrors } from './accounts/index.ts';
import { administrationErrors } from './administration/index.ts';
import { apiErrors } from './api/errors.ts';
import { auditErrors } from './audit/index.ts';
import { backupErrors } from './backup/index.ts';
import { boardErrors } from './board/index.ts';
import { cataloguesErrors } from './catalogues/index.ts';
import { cliErrors } from './cli/errors.ts';
import { composeErrors } from './compose/index.ts';
import { catalogue as letterErrors } from './connections/errors.ts';
import { consoleErrors } from './console/errors.ts';
import { deliveryErrors, operatorErrors } from './delivery/index.ts';
import { dossierErrors } from './dossier/index.ts';
import { dutyErrors } from './duty/index.ts';
import { edxmlErrors } from './edxml/index.ts';
import { intakeErrors } from './intake/index.ts';
import { lifecycleErrors } from './lifecycle/index.ts';
import { notifyErrors } from './notify/index.ts';
import { officeErrors } from './office/index.ts';
import { configErrors } from './platform/config-errors.ts';
import { embeddedErrors } from './platform/embedded/errors.ts';
import { type Catalogue, type ErrorSpec, type Facts, HubError } from './platform/errors.ts';
import { httpErrors } from './platform/http/errors.ts';
import { migrateErrors } from './platform/migrate.ts';
import { outboundErrors } from './platform/outbound.ts';
import { roomErrors } from './platform/room.ts';
import { secretErrors } from './platform/secrets.ts';
import { portalErrors } from './portal/errors.ts';
import { publicationErrors } from './publication/index.ts';
import { registerErrors } from './register/index.ts';
import { channelErrors, connectionErrors, reformErrors, registryErrors, sealingErrors } from './registry/index.ts';
import { routingErrors } from './routing/index.ts';
import { searchErrors } from './search/index.ts';
import { signingErrors } from './signing/index.ts';
import { statusErrors } from './status/index.ts';
import { trustErrors } from './trust/index.ts';
import { vxpErrors } from './vxp/errors.ts';

/** Every error that a person may meet, by its code. Throws at start when two rooms use one code. */
export const catalogue: Catalogue = merge([
  accountErrors,
  administrationErrors,
  apiErrors,
  auditErrors,
  axisErrors,
  backupErrors,
  boardErrors,
  cataloguesErrors,
  dmdcErrors,
  cliErrors,
  composeErrors,
  signingErrors,
  consoleErrors,
  configErrors,
  channelErrors,
  connectionErrors,
  deliveryErrors,
  operatorErrors,
  dossierErrors,
  dutyErrors,
  edxmlErrors,
  embeddedErrors,
  folderErrors,
  httpErrors,
  intakeErrors,
  iofficeErrors,
  letterErrors,
  lifecycleErrors,
  mailboxErrors,
  migrateErrors,
  notifyErrors,
  officeErrors,
  outboundErrors,
  portalErrors,
  publicationErrors,
  registerErrors,
  reformErrors,
  registryErrors,
  sealingErrors,
  roomErrors,
  routingErrors,
  searchErrors,
  secretErrors,
  statusErrors,
  trustErrors,
  vxpErrors,
]);

/** A stored code with its facts as an error again, to be told in either language; null for a code of another version. */
export function recallError(code: string, facts: Facts = {}): HubError | null {
  const spec = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
  return spec ? new HubError(code, spec, facts) : null;
}

function merge(rooms: readonly Catalogue[]): Catalogue {
  const all: Record<string, ErrorSpec> = {};
  for (const [code, spec] of rooms.flatMap((room) => Object.entries(room))) {
    if (all[code]) throw new Error(`two rooms define the error ${code}`);
    all[code] = spec;
  }
  return all;
}
