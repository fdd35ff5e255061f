/** An element with attributes and what is in it; text is escaped, pieces of SVG are joined as they are. */
export function element(name: string, attributes: Readonly<Record<string, string | number>>, inside = ''): string {
  const written = Object.entries(attributes).map(([key, value]) => ` ${key}="${escapeText(String(value))}"`);
  return `<${name}${written.join('')}>${inside}</${name}>`;
}

export function escapeText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

export interface Picture {
  /** In the units of the picture. */
  readonly width: number;
  readonly height: number;
  readonly className: string;
  readonly title: string;
  /** What the picture shows, for who does not see it. */
  readonly description: string;
  readonly stretched?: boolean;
}

let pictures = 0;

/** A picture with its name and description (SVG 2, WAI-ARIA graphics). */
export function picture({ width, height, className, title, description, stretched }: Picture, inside: string): string {
  pictures = (pictures + 1) % 1_000_000;
  const [named, described] = [`pt${pictures}`, `pd${pictures}`];
  return element(
    'svg',
    {
      class: className,
      viewBox: `0 0 ${width} ${height}`,
      role: 'img',
      'aria-labelledby': named,
      'aria-describedby': described,
      ...(stretched && { preserveAspectRatio: 'none' }),
    },
    element('title', { id: named }, escapeText(title)) +
      element('desc', { id: described }, escapeText(description)) +
      inside,
  );
}

/** To a tenth of a unit: no eye sees more, and the page stays small. */
export function unit(value: number): number {
  return Math.round(value * 10) / 10;
}
