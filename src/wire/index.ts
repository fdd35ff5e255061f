export { contentDigest, signWebhook, verifyWebhook, type WebhookCall } from './webhook.ts';
