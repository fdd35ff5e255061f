import { element, escapeText, picture, unit } from './svg.ts';

const [WIDTH, HEIGHT, TOP, BOTTOM, SIDE] = [240, 96, 10, 20, 6];

export interface Course {
  /** Oldest first; null where there is no figure, which leaves a gap. */
  readonly points: readonly { readonly name: string; readonly percent: number | null }[];
  readonly target: number | null;
  readonly title: string;
  readonly description: string;
}

/** A share over time from 0 to 100 %, with the target as a dashed line. */
export function course({ points, target, title, description }: Course): string {
  const step = points.length > 1 ? (WIDTH - 2 * SIDE) / (points.length - 1) : 0;
  const x = (index: number) => unit(SIDE + index * step);
  const y = (percent: number) => unit(TOP + (1 - percent / 100) * (HEIGHT - TOP - BOTTOM));
  const runs: string[] = [];
  points.forEach(({ percent }, index) => {
    if (percent === null) return;
    const place = `${x(index)},${y(percent)}`;
    const before = points[index - 1];
    if (before && before.percent !== null) runs[runs.length - 1] += ` ${place}`;
    else runs.push(place);
  });
  const dots = points.flatMap(({ percent }, index) =>
    percent === null
      ? []
      : [element('circle', { class: 'dot', cx: x(index), cy: y(percent), r: index === points.length - 1 ? 4 : 2.5 })],
  );
  const line = (at: number, className: string) =>
    element('line', { class: className, x1: SIDE, x2: WIDTH - SIDE, y1: y(at), y2: y(at) });
  const label = (text: string, at: number, anchor: 'start' | 'end') =>
    element('text', { class: 'label', x: at, y: HEIGHT - 4, 'text-anchor': anchor }, escapeText(text));
  const inside = [
    line(0, 'axis'),
    ...(target === null ? [] : [line(target, 'target')]),
    ...runs.map((run) => element('polyline', { class: 'course', points: run })),
    ...dots,
    label(points[0]?.name ?? '', SIDE, 'start'),
    label(points.at(-1)?.name ?? '', WIDTH - SIDE, 'end'),
  ];
  return picture({ width: WIDTH, height: HEIGHT, className: 'chart course', title, description }, inside.join(''));
}
