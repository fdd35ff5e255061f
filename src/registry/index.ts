export { findAgencies, openAgencies, resolveAgencies } from './agencies.ts';
export { parseAgencyFile } from './agency-file.ts';
export {
  type AgencyRequestRow,
  acceptAgencyRequest,
  fileAgencyRequest,
  isBelow,
  openAgencyRequests,
  refuseAgencyRequest,
} from './agency-requests.ts';
export { authenticate, personPrincipal, principalOfSystem } from './authenticate.ts';
export {
  ACTS,
  type Act,
  type ActObject,
  AUTHORITY,
  axisPrincipal,
  hubPrincipal,
  may,
  operatorPrincipal,
} from './authority.ts';
export { type Axis, type AxisConfig, axisByName, listAxes, saveAxis, saveAxisCursor } from './axes.ts';
export {
  type CertificateFilter,
  findCertificates,
  type HeldCertificate,
  listCertificates,
} from './certificate-list.ts';
export {
  bindCertificate,
  certificateHolders,
  type NewCertificate,
  parseCertificate,
  revokeCertificate,
  signerFacts,
} from './certificates.ts';
export { channelSecret, type NewChannel, setChannel } from './channels.ts';
export { ancestorCodes, levelOf, normaliseCode, otherForm, parentCode, schemeOf } from './codes.ts';
export { type AgencyDetails, agencyDetails } from './details.ts';
export { type DirectoryEntry, type DirectoryFilter, readDirectory } from './directory.ts';
export { catalogue as registryErrors, error as registryError } from './errors.ts';
export { type ImportReport, importAgencies } from './import.ts';
export { type AgencyRow, COLUMNS as AGENCY_COLUMNS } from './import-rules.ts';
export { forgetKeys } from './memory.ts';
export * from './model.ts';
export { plainName } from './plain.ts';
export { receptions } from './receptions.ts';
export { type AgencySearch, searchAgencies } from './search.ts';
export { keepAnswer, type RequestKey, type SeenRequest, seeRequest, sweepSignedRequests } from './signed-requests.ts';
export {
  assignAgencies,
  createSystem,
  disableSystem,
  listSystems,
  type NewSystem,
  releaseAgencies,
  rotateKey,
  type SystemSummary,
  systemId,
  WEB_SYSTEM,
} from './systems.ts';
export {
  endVxpCredentials,
  findVxpCredentials,
  issueVxpCredentials,
  setVxpClock,
  type VxpSystem,
  vxpSystem,
} from './vxp-credentials.ts';
