export { signingErrors } from './errors.ts';
export { OPERATIONS, type Operation, signingRequest, uploadAnswer } from './request.ts';
export { issueTicket, readTicket, spendTicket, type Ticket } from './tickets.ts';
