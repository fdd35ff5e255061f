import { element, escapeText, picture, unit } from './svg.ts';

const [WIDTH, HEIGHT, TOP, BOTTOM] = [240, 116, 18, 20];

export interface Columns {
  readonly columns: readonly { readonly name: string; readonly percent: number | null }[];
  readonly target: number;
  readonly title: string;
  readonly description: string;
}

/** One agency's shares side by side, each with its number: one picture of a set that is compared. */
export function columns({ columns: all, target, title, description }: Columns): string {
  const slot = WIDTH / all.length;
  const wide = slot * 0.56;
  const y = (percent: number) => unit(TOP + (1 - percent / 100) * (HEIGHT - TOP - BOTTOM));
  const inside = all.flatMap(({ name, percent }, index) => {
    const middle = unit(slot * (index + 0.5));
    const left = unit(slot * index + (slot - wide) / 2);
    const text = (said: string, at: number, className: string) =>
      element('text', { class: className, x: middle, y: at, 'text-anchor': 'middle' }, escapeText(said));
    const shown = percent ?? 0;
    return [
      element('rect', { class: 'track', x: left, y: y(100), width: unit(wide), height: unit(y(0) - y(100)) }),
      element('rect', {
        class: shown < target ? 'fill low' : 'fill',
        x: left,
        y: y(shown),
        width: unit(wide),
        height: unit(y(0) - y(shown)),
      }),
      text(percent === null ? '–' : `${Math.floor(percent)}`, TOP - 6, 'number'),
      text(name, HEIGHT - 6, 'label'),
    ];
  });
  const line = element('line', { class: 'target', x1: 0, x2: WIDTH, y1: y(target), y2: y(target) });
  return picture(
    { width: WIDTH, height: HEIGHT, className: 'chart columns-chart', title, description },
    inside.join('') + line,
  );
}
