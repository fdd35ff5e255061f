export { type AgencyDifferences, applyAgencies, compareAgencies, previewAgencies } from './agencies.ts';
export { wantCatalogues } from './ask.ts';
export { cataloguesError, cataloguesErrors } from './errors.ts';
export { unknownHere } from './known.ts';
export { tellLateCatalogues } from './late.ts';
export { type CatalogueEntry, type CatalogueLine, lastChanges, listCatalogues, listEntries } from './list.ts';
export {
  CATALOGUE_NAMES,
  CATALOGUES,
  type CatalogueName,
  type CatalogueReport,
  type CatalogueSource,
} from './model.ts';
export { type Readings, synchroniseCatalogues, takeDueCatalogues } from './synchronise.ts';
