export * as vxp from './vxp/index.ts';
export { contentDigest, signWebhook, TEST_ID, verifyWebhook, type WebhookCall } from './webhook.ts';
