import { createInterface } from 'node:readline/promises';
import { fetch } from 'undici';
import type { Output } from '../output.ts';
import { type Person, questionInWords, taskInWords } from './person.ts';

/** Answers by a question's name, as `--answers` gives them. */
export type Answers = Readonly<Record<string, boolean>>;

/** Says a line to people; what runs on the last line of the terminal is cleared first. */
export type Say = (text: string) => void;

/** Somebody at the terminal, who works in the system under test and says what its screens show. */
export function personAtTerminal(out: Output, say: Say): Person & { ready(): Promise<void>; close(): void } {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const yes = out.say({ vi: 'c', en: 'y' });
  return {
    async ready() {
      await lines.question(out.say({ vi: 'Cấu hình xong thì bấm Enter. ', en: 'Press Enter when it is configured. ' }));
    },
    async act(task) {
      say(`  ▸ ${out.say(taskInWords(task))}`);
    },
    async ask(question) {
      say(`  ? ${out.say(questionInWords(question))}`);
      for (;;) {
        const prompt = { vi: '    Đúng không? [c/k, Enter: bỏ qua] ', en: '    Is it so? [y/n, Enter: skip] ' };
        const answer = (await lines.question(out.say(prompt))).trim().toLowerCase();
        if (answer === '') return null;
        if (answer === yes || answer === 'y') return true;
        if (answer === 'k' || answer === 'n') return false;
      }
    },
    close: () => lines.close(),
  };
}

/** Nobody is there: tasks are printed for whoever or whatever drives the system, questions are answered from a file. */
export function personOnFile(out: Output, say: Say, answers: Answers): Person {
  return {
    async act(task) {
      say(`  ▸ ${out.say(taskInWords(task))}`);
    },
    ask: async (_, name) => answers[name] ?? null,
  };
}

/** A program in place of a person: tasks and questions are POSTed to it as JSON (docs/vendors). */
export function personByProgram(url: string): Person {
  const post = async (body: object): Promise<{ readonly answer?: unknown }> => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${url}: HTTP ${response.status}`);
    return response.status === 204 ? {} : ((await response.json()) as { answer?: unknown });
  };
  return {
    async act(task) {
      await post({ task });
    },
    async ask(question, name) {
      const { answer } = await post({ question, name });
      return typeof answer === 'boolean' ? answer : null;
    },
  };
}
