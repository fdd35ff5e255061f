export { type Acting, authorise } from './acting.ts';
export {
  findAgencies,
  openAgencies,
  resolveAgencies,
  today,
} from './agencies.ts';
export { parseAgencyFile } from './agency-file.ts';
export {
  type AgencyRequestRow,
  acceptAgencyRequest,
  fileAgencyRequest,
  openAgencyRequests,
  refuseAgencyRequest,
} from './agency-requests.ts';
export { authenticate, personPrincipal, principalOfSystem } from './authenticate.ts';
export {
  ACTS,
  type Act,
  type ActObject,
  AUTHORITY,
  administratorPrincipal,
  auditorPrincipal,
  axisPrincipal,
  branchPrincipal,
  hubPrincipal,
  may,
  operatorPrincipal,
  statisticsPrincipal,
} from './authority.ts';
export {
  type Axis,
  type AxisConfig,
  type AxisLine,
  axisByName,
  enableAxis,
  listAxes,
  saveAxis,
} from './axes.ts';
export { agenciesBelow, isBelow, linesOf, unitsBelow } from './branches.ts';
export { importCalendar, readCalendar } from './calendar.ts';
export { type AlertTimes, type Calendar, DEFAULT_CALENDAR, hasLunarNewYear } from './calendar-file.ts';
export {
  type CertificateFilter,
  type CertificateState,
  certificateState,
  findCertificates,
  type HeldCertificate,
  listCertificates,
} from './certificate-list.ts';
export {
  bindCertificate,
  certificateHolders,
  certificateRevokedAt,
  type NewCertificate,
  parseCertificate,
  revokeCertificate,
  signerFacts,
} from './certificates.ts';
export { channelErrors } from './channel-errors.ts';
export { beginChannelTest, channelSecret, type NewChannel, ownChannel, setChannel } from './channels.ts';
export { ancestorCodes, levelOf, normaliseCode, otherForm, parentCode, schemeOf } from './codes.ts';
export { connectionError, connectionErrors } from './connection-errors.ts';
export { connectionState } from './connection-state.ts';
export {
  CONNECTION_NAME,
  type ConnectionLine,
  connectionByName,
  countReceivers,
  enableConnection,
  listConnections,
  type NewConnection,
  receiversOfConnection,
  requireNewConnection,
  type SavedConnection,
  saveConnection,
} from './connections.ts';
export { noteContact } from './contact.ts';
export { CONTACT_FIELDS, type ContactChange, setContact } from './contact-details.ts';
export { type AgencyDetails, agencyDetails } from './details.ts';
export { type DirectoryEntry, type DirectoryFilter, readDirectory } from './directory.ts';
export { type DirectoryReport, syncDirectory } from './directory-sync.ts';
export { catalogue as registryErrors, error as registryError } from './errors.ts';
export { type Fallback, fallbacksDue, setFallback } from './fallbacks.ts';
export { chooseHeir, heirsOf, kinOf, predecessorsOf, requireSuccessor, withPredecessors } from './heirs.ts';
export { type ImportReport, importAgencies, tryImport } from './import.ts';
export { type AgencyRow, COLUMNS as AGENCY_COLUMNS, readDate } from './import-rules.ts';
export { axesDown, holdLink, type LinkName, linkAnswered, linkSilent, releaseLink } from './links.ts';
export { forgetKeys } from './memory.ts';
export * from './model.ts';
export { plainName, quote as quoteLexeme } from './plain.ts';
export { agenciesWithSystem, recallForms, setRecallForm } from './recall-forms.ts';
export { receptions } from './receptions.ts';
export {
  applyReform,
  type BadLine,
  type Changes,
  COUNTED,
  cancelReform,
  currentDay,
  endReform,
  findReform,
  insertReform,
  listReforms,
  parseReform,
  parseReformFile,
  REFORM_COLUMNS,
  REFORM_STEPS,
  type Reform,
  type ReformReport,
  type ReformRow,
  type ReformState,
  reformErrors,
  takeDueReform,
} from './reform/index.ts';
export { finishRerouting, noteNewDay, noteRerouting, type Rerouting, takeRerouting } from './rerouting.ts';
export { sealingError, sealingErrors } from './sealing-errors.ts';
export {
  addSealingKey,
  findSealingKey,
  listSealingKeys,
  openSealingKey,
  removeSealingKey,
  type SealingKey,
} from './sealing-keys.ts';
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
  worksAtWeb,
} from './systems.ts';
export { codesIn, decode, readTable, type TableRow } from './table-file.ts';
export { type Branch, type LevelQuery, listLevel } from './tree.ts';
export {
  endVxpCredentials,
  findVxpCredentials,
  issueVxpCredentials,
  setVxpClock,
  type VxpSystem,
  vxpSystem,
} from './vxp-credentials.ts';
export {
  addWorkingMinutes,
  dayOf,
  endOfDay,
  endOfNextWorkingMorning,
  isWorkingDay,
  isWorkingTime,
  nextWorkingDay,
  startOfDay,
  subtractWorkingMinutes,
  type WorkingCalendar,
} from './working-time.ts';
