import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { pollInbox } from '../../../src/links/index.ts';

test('a package that cannot be fetched is tried more and more rarely, and taken once it can be', async () => {
  const [tries, taken]: [number[], string[]] = [[], []];
  let rounds = 0;
  let isWhole = false;
  let [tried, took] = [() => {}, () => {}];
  const enough = new Promise<void>((resolve) => {
    tried = resolve;
  });
  const end = new Promise<void>((resolve) => {
    took = resolve;
  });
  const inbox = {
    async *offers() {
      rounds += 1;
      if (rounds === 60) tried();
      yield taken.length > 0 ? [] : [{ transportId: 'broken', kind: 'document' as const }];
    },
    async open() {
      tries.push(rounds);
      if (!isWhole) throw new Error('the line broke');
      return { mediaType: 'application/edxml+xml', body: Readable.from([]) };
    },
    async tell({ transportId }: { transportId: string }) {
      taken.push(transportId);
      took();
    },
  };
  const nothing = async () => {};
  const poller = pollInbox({
    inbox,
    log: { info() {}, warn() {} },
    mayPoll: async () => true,
    standing: async () => new Map(),
    onPackage: async () => 'done',
    onUnusable: nothing,
    onTold: nothing,
    onAnswered: nothing,
    onSilent: nothing,
    intervalMs: 5,
  });
  await enough;
  expect(tries.length).toBeLessThan(20);
  expect(tries.slice(0, 2)).toEqual([1, expect.any(Number)]);
  isWhole = true;
  await end;
  await poller.stop();
  expect(taken).toEqual(['broken']);
});
