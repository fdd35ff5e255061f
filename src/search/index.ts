export { type AgencyEvent, searchAgencyEvents } from './agency-events.ts';
export { CSV_BEGINNING, csvLine } from './csv.ts';
export { type FoundDelivery, searchDeliveries, searchReceived } from './deliveries.ts';
export { type FoundDocument, searchDocuments } from './documents.ts';
export { catalogue as searchErrors } from './errors.ts';
export { type FoundEvent, searchEvents } from './events.ts';
export * from './model.ts';
export { deleteSavedSearch, listSavedSearches, type SavedSearch, saveSearch } from './saved.ts';
export { indexBacklog, indexDocument } from './write.ts';
