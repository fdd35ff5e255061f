import { Failed, type Point, type Result, Unanswered } from './model.ts';
import { type Stage, Trial } from './trial.ts';

export interface RunOptions {
  /** Points side by side; one where a person watches. */
  readonly atOnce: number;
  readonly onStart?: (point: Point) => void;
  readonly onResult?: (result: Result) => void;
}

/** Tries the points; what breaks the line for everybody comes last and alone. Results are in the order of the points. */
export async function runPoints(stage: Stage, points: readonly Point[], options: RunOptions): Promise<Result[]> {
  const results = new Map<Point, Result>();
  const queue = points.filter((point) => !point.alone);
  const work = async () => {
    for (let point = queue.shift(); point; point = queue.shift()) {
      options.onStart?.(point);
      const result = await tryPoint(stage, point);
      results.set(point, result);
      options.onResult?.(result);
    }
  };
  await Promise.all(Array.from({ length: options.atOnce }, work));
  queue.push(...points.filter((point) => point.alone));
  await work();
  return points.map((point) => results.get(point)!);
}

async function tryPoint(stage: Stage, point: Point): Promise<Result> {
  const trial = new Trial(stage, point);
  const from = Date.now();
  const verdict = await point.run(trial).then(
    () => ({ outcome: 'pass', seen: null, fix: null }) as const,
    (problem: unknown) => verdictOf(point, problem),
  );
  const { id, side, title, proves, source } = point;
  const by = trial.asked ? 'person' : 'observation';
  return { id, side, title, proves, source, ...verdict, by, seconds: (Date.now() - from) / 1_000 };
}

function verdictOf(point: Point, problem: unknown): Pick<Result, 'outcome' | 'seen' | 'fix'> {
  if (problem instanceof Failed) return { outcome: 'fail', seen: problem.seen, fix: point.fix };
  if (problem instanceof Unanswered) {
    return {
      outcome: 'open',
      seen: {
        vi: `Chưa ai trả lời câu hỏi ${problem.question}.`,
        en: `Nobody answered the question ${problem.question}.`,
      },
      fix: {
        vi: `Chạy ở cửa sổ lệnh và trả lời, hoặc ghi "${problem.question}": true vào tệp --answers.`,
        en: `Run it at a terminal and answer, or write "${problem.question}": true into the file of --answers.`,
      },
    };
  }
  const text = problem instanceof Error ? problem.message : String(problem);
  return {
    outcome: 'open',
    seen: { vi: `Bộ kiểm tra không thử được: ${text}`, en: `The kit could not try it: ${text}` },
    fix: {
      vi: 'Chạy lại; nếu vẫn vậy, gửi báo cáo này cho người quản trị trục.',
      en: "Run it again; if it stays, send this report to the hub's administrator.",
    },
  };
}
