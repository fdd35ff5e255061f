export { type AgencyEvent, searchAgencyEvents } from './agency-events.ts';
export { CSV_BEGINNING, csvLine } from './csv.ts';
export { catalogue as searchErrors } from './errors.ts';
export {
  type FoundDelivery,
  type FoundDocument,
  type FoundEvent,
  searchDeliveries,
  searchDocuments,
  searchEvents,
  searchReceived,
} from './items.ts';
export * from './model.ts';
export { deleteSavedSearch, listSavedSearches, type SavedSearch, saveSearch } from './saved.ts';
export { indexBacklog, indexDocument } from './write.ts';
