export { edxmlErrors } from './errors.ts';
export * from './model.ts';
export { EDXML_MEDIA_TYPE, EDXML_NS, stripCid, XMLDSIG_NS } from './names.ts';
export { type ReadWithEnvelope, readPackage } from './read.ts';
