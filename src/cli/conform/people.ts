import { createInterface } from 'node:readline/promises';
import type { Output } from '../output.ts';
import { type Person, questionInWords, taskInWords } from './person.ts';

/** Answers by a question's name, as `--answers` gives them. */
export type Answers = Readonly<Record<string, boolean>>;

/** Somebody at the terminal, who works in the system under test and says what its screens show. */
export function personAtTerminal(out: Output): Person & { ready(): Promise<void>; close(): void } {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const yes = out.say({ vi: 'c', en: 'y' });
  return {
    async ready() {
      await lines.question(out.say({ vi: 'Cấu hình xong thì bấm Enter. ', en: 'Press Enter when it is configured. ' }));
    },
    async act(task) {
      out.remark(`  ▸ ${out.say(taskInWords(task))}`);
    },
    async ask(question) {
      out.remark(`  ? ${out.say(questionInWords(question))}`);
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
export function personOnFile(out: Output, answers: Answers): Person {
  return {
    async act(task) {
      out.remark(`  ▸ ${out.say(taskInWords(task))}`);
    },
    ask: async (_, name) => answers[name] ?? null,
  };
}
