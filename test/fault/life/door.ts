import { setTimeout as pause } from 'node:timers/promises';
import type { Supervised } from './process.ts';

export interface Answered {
  readonly status: number;
  readonly json: Record<string, unknown>;
}

const PATIENCE_MS = 5_000;

/** Calls whichever API process is there until one answers for good: a system's client that never gives up. */
export class Door {
  private readonly processes: readonly Supervised[];
  private readonly signal: AbortSignal;
  private turn = 0;

  /** @param signal ends every call, also one that is asked again and again */
  constructor(processes: readonly Supervised[], signal: AbortSignal) {
    this.processes = processes;
    this.signal = signal;
  }

  /** Asks again after a broken connection, 202, 408, 429 and 5xx; every such call here may be repeated. */
  async call(key: string, method: 'GET' | 'POST', path: string, body?: Buffer, headers = {}): Promise<Answered> {
    for (;;) {
      const answer = await this.once(key, method, path, body, headers);
      if (answer && answer.status !== 202 && ![408, 429].includes(answer.status) && answer.status < 500) return answer;
      await pause(50, undefined, { signal: this.signal });
    }
  }

  private async once(key: string, method: string, path: string, body: Buffer | undefined, headers: object) {
    try {
      const response = await fetch(this.next() + path, {
        method,
        headers: { authorization: `Bearer ${key}`, ...headers },
        ...(body && { body: new Uint8Array(body) }),
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      const text = await response.text();
      const isJson = response.headers.get('content-type')?.includes('json') ?? false;
      return { status: response.status, json: isJson ? JSON.parse(text) : {} } satisfies Answered;
    } catch {
      return null;
    }
  }

  private next(): string {
    const up = this.processes.filter((one) => one.url() !== '');
    this.turn += 1;
    return up[this.turn % Math.max(1, up.length)]?.url() ?? 'http://127.0.0.1:1';
  }
}
