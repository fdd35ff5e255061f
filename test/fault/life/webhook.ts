import { createHash } from 'node:crypto';
import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import { setTimeout as pause } from 'node:timers/promises';
import { verifyWebhook } from '../../../src/wire/index.ts';
import { Effects } from './effects.ts';

export const WEBHOOK_SECRET = 'bi-mat-cua-don-vi-nhan-thu-nghiem';

/** How a recipient answers what it has stored; `unavailable` stores nothing. */
export const MOODS = ['late', 'twice', 'garbage', 'silent', 'unavailable'] as const;
export type Mood = (typeof MOODS)[number];

/** A recipient's own system behind a webhook: keeps the idempotency rule, and misbehaves in its answers on request. */
export class WebhookRecipient {
  readonly code: string;
  readonly effects = new Effects();
  /** Calls whose signature or digest is wrong. */
  forged = 0;
  private readonly lateMs: number;
  private readonly moods: Mood[] = [];
  private server = this.make();
  private port = 0;

  constructor(code: string, lateMs: number) {
    this.code = code;
    this.lateMs = lateMs;
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}/nhan`;
  }

  async open(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(this.port, '127.0.0.1', resolve));
    this.port = (this.server.address() as AddressInfo).port;
  }

  /** The next answers are given in this mood; waits until one was, at most so long. */
  async misbehave(mood: Mood, times: number, limitMs: number): Promise<void> {
    for (let n = 0; n < times; n += 1) this.moods.push(mood);
    const until = performance.now() + limitMs;
    while (this.moods.length >= times && performance.now() < until) await pause(20);
  }

  behave(): void {
    this.moods.length = 0;
  }

  /** The network to it is cut for so long: open connections break, new ones are refused. */
  async cut(ms: number): Promise<void> {
    await this.close();
    await pause(ms);
    this.server = this.make();
    await this.open();
  }

  async close(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  private make(): http.Server {
    return http.createServer((request, response) => {
      // A call that is cut off has not been taken in.
      this.receive(request, response).catch(() => response.destroy());
    });
  }

  private async receive(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await buffer(request);
    const checked = verifyWebhook([WEBHOOK_SECRET], {
      headers: request.headers as Record<string, string | undefined>,
      bodySha256: createHash('sha256').update(body).digest('hex'),
      nowMs: Date.now(),
    });
    const mood = this.moods.shift();
    if (!checked.valid) this.forged += 1;
    else if (mood !== 'unavailable') this.effects.take(checked.id);
    await this.answer(response, checked.valid ? mood : 'unavailable');
  }

  private async answer(response: ServerResponse, mood: Mood | undefined): Promise<void> {
    if (mood === 'silent') return;
    if (mood === 'garbage') return void response.socket?.end('\u0000\u0001không phải HTTP\r\n\r\n');
    if (mood === 'twice') {
      const answer = 'HTTP/1.1 204 No Content\r\n\r\n';
      return void response.socket?.end(answer + answer);
    }
    if (mood === 'late') await pause(this.lateMs);
    response.writeHead(mood === 'unavailable' ? 503 : 204).end();
  }
}
