export { tellOverdueRecalls } from './alerts.ts';
export { type Applied, applyStatus } from './apply.ts';
export { type Assignment, writeAssignment } from './assignment.ts';
export { statusError, statusErrors } from './errors.ts';
export { buildRecallRequest, buildStatusReport, type ReportStaff, type StatusReport } from './report.ts';
export { type About, resolveStatus } from './resolve.ts';
export { type BusinessCode, STATUS_TRANSITIONS } from './rules.ts';
export { requireUnchanged, type Seen } from './seen.ts';
