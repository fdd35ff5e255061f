export * as vxp from './vxp/index.ts';
