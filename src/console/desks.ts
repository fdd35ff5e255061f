import type { Role } from '../accounts/index.ts';
import type { ConsoleRoutes } from './context.ts';
import { actRoutes } from './pages/acts.ts';
import { agencyListRoutes } from './pages/agencies.ts';
import { agencyRoutes } from './pages/agency.ts';
import { agencyRequestRoutes } from './pages/agency-requests.ts';
import { auditRoutes } from './pages/audit.ts';
import { auditContentRoutes } from './pages/audit-content.ts';
import { auditDocumentRoutes } from './pages/audit-document.ts';
import { auditExportRoutes } from './pages/audit-export.ts';
import { axisRoutes } from './pages/axes.ts';
import { boardRoutes } from './pages/board.ts';
import { declareRoutes } from './pages/board-declare.ts';
import { countedRoutes } from './pages/board-documents.ts';
import { bulkRoutes } from './pages/bulk.ts';
import { catalogueRoutes } from './pages/catalogues.ts';
import { certificateRoutes } from './pages/certificates.ts';
import { composeRoutes } from './pages/compose.ts';
import { composeAnswerRoutes } from './pages/compose-answers.ts';
import { composeFileRoutes } from './pages/compose-files.ts';
import { recipientRoutes } from './pages/compose-recipients.ts';
import { composeSendRoutes } from './pages/compose-send.ts';
import { connectionRoutes } from './pages/connection.ts';
import { connectionListRoutes } from './pages/connections.ts';
import { deliveryRoutes } from './pages/deliveries.ts';
import { documentRoutes } from './pages/document.ts';
import { dossierRoutes } from './pages/dossier.ts';
import { dossierListRoutes } from './pages/dossiers.ts';
import { dutyRoutes } from './pages/duties.ts';
import { engineRoutes } from './pages/engine.ts';
import { findRoutes } from './pages/find.ts';
import { forwardRoutes } from './pages/forward.ts';
import { forwardManyRoutes } from './pages/forward-many.ts';
import { groupRoutes } from './pages/groups.ts';
import { inboxRoutes } from './pages/inbox.ts';
import { laneRoutes } from './pages/lanes.ts';
import { lookRoutes } from './pages/looks.ts';
import { operatorRoutes } from './pages/operator.ts';
import { publicationRoutes } from './pages/publications.ts';
import { reformRoutes } from './pages/reforms.ts';
import { registerRoutes } from './pages/register.ts';
import { lineRoutes } from './pages/register-line.ts';
import { paperRoutes } from './pages/register-paper.ts';
import { paperFormRoutes } from './pages/register-papers.ts';
import { startRoutes } from './pages/register-start.ts';
import { sendRoutes } from './pages/send.ts';
import { sentRoutes } from './pages/sent.ts';
import { sentDocumentRoutes } from './pages/sent-document.ts';
import { signingRoutes } from './pages/signing.ts';
import { systemRoutes } from './pages/system.ts';
import { systemListRoutes } from './pages/systems.ts';
import { oneUserRoutes } from './pages/user.ts';
import { userImportRoutes } from './pages/user-import.ts';
import { userRoutes } from './pages/users.ts';

interface Desk {
  readonly roles: readonly Role[];
  readonly pages: readonly ConsoleRoutes[];
}

/**
 * Who may open which pages: an operator opens no document, a clerk moves no lane. A page of several roles stands in
 * one desk; what each may do on it is decided by `registry.may`.
 */
export const DESKS: readonly Desk[] = [
  {
    roles: ['clerk'],
    pages: [
      inboxRoutes,
      findRoutes,
      bulkRoutes,
      documentRoutes,
      actRoutes,
      forwardRoutes,
      forwardManyRoutes,
      dutyRoutes,
      registerRoutes,
      paperRoutes,
      lineRoutes,
      paperFormRoutes,
      sentRoutes,
      sentDocumentRoutes,
      publicationRoutes,
      composeRoutes,
      composeFileRoutes,
      composeAnswerRoutes,
      signingRoutes,
      composeSendRoutes,
      recipientRoutes,
      groupRoutes,
      sendRoutes,
    ],
  },
  {
    roles: ['agency-admin', 'administrator'],
    pages: [userRoutes, userImportRoutes, oneUserRoutes, agencyListRoutes, agencyRoutes],
  },
  {
    roles: ['administrator'],
    pages: [agencyRequestRoutes, reformRoutes, systemListRoutes, systemRoutes, connectionRoutes, engineRoutes],
  },
  {
    roles: ['operator', 'administrator'],
    pages: [
      operatorRoutes,
      laneRoutes,
      deliveryRoutes,
      axisRoutes,
      connectionListRoutes,
      catalogueRoutes,
      certificateRoutes,
    ],
  },
  { roles: ['auditor'], pages: [auditRoutes, auditExportRoutes, auditDocumentRoutes, auditContentRoutes] },
  { roles: ['clerk', 'agency-admin', 'auditor'], pages: [dossierListRoutes, dossierRoutes] },
  { roles: ['clerk', 'agency-admin'], pages: [lookRoutes] },
  { roles: ['clerk', 'agency-admin', 'administrator'], pages: [startRoutes] },
  { roles: ['clerk', 'agency-admin', 'operator', 'statistics', 'administrator'], pages: [boardRoutes] },
  { roles: ['clerk', 'operator', 'administrator'], pages: [countedRoutes] },
  { roles: ['clerk', 'agency-admin'], pages: [declareRoutes] },
];
