export * as vxp from './vxp/index.ts';
export { contentDigest, signWebhook, verifyWebhook, type WebhookCall } from './webhook.ts';
