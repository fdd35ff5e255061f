import { element, picture, unit } from './svg.ts';

const [WIDTH, HEIGHT] = [100, 12];

export interface Bar {
  /** 0 to 100; null draws an empty track. */
  readonly percent: number | null;
  /** A line across it. */
  readonly target: number | null;
  readonly title: string;
  readonly description: string;
}

/** One share as a bar over its track, with the target as a line; as wide as the cell it stands in. */
export function bar({ percent, target, title, description }: Bar): string {
  const reached = percent !== null && (target === null || percent >= target);
  const parts = [
    element('rect', { class: 'track', x: 0, y: 2, width: WIDTH, height: HEIGHT - 4 }),
    ...(percent === null
      ? []
      : [
          element('rect', {
            class: reached ? 'fill' : 'fill low',
            x: 0,
            y: 2,
            width: unit(percent),
            height: HEIGHT - 4,
          }),
        ]),
    ...(target === null
      ? []
      : [element('rect', { class: 'target', x: Math.min(target, 99.2), y: 0, width: 0.8, height: HEIGHT })]),
  ];
  return picture(
    { width: WIDTH, height: HEIGHT, className: 'chart share-bar', title, description, stretched: true },
    parts.join(''),
  );
}
