/*
 * Derives the accent's colours from the site's own, so that text on it and of
 * it can be read (contrast 4.5) in the light and in the dark.
 */

type Rgb = [number, number, number];

const READABLE = 4.5;
/* What is filled stands out from its ground: white does not, on white. */
const VISIBLE = 1.3;
/* A tint is told from its ground: a face's circle, where she stands. */
const TINTED = 1.15;
const WHITE: Rgb = [255, 255, 255];
const LIGHT_BG: Rgb = WHITE;
const DARK_BG: Rgb = [20, 26, 25];
/* --theirs of tokens.css: a link stands on it, and it is the worse ground. */
const LIGHT_BUBBLE: Rgb = [238, 242, 241];
const DARK_BUBBLE: Rgb = [35, 45, 43];
const BLACK: Rgb = [8, 16, 14];

export function parse_color(text: string): Rgb | null {
  const hex = text.replace(/^#(\w)(\w)(\w)$/, '#$1$1$2$2$3$3');

  return /^#[\da-f]{6}$/i.test(hex)
    ? [
        parseInt(hex.slice(1, 3), 16),
        parseInt(hex.slice(3, 5), 16),
        parseInt(hex.slice(5, 7), 16),
      ]
    : null;
}

function luminance(rgb: Rgb): number {
  const [r, g, b] = rgb.map((value) => {
    const part = value / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  }) as Rgb;

  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

export function contrast(a: Rgb, b: Rgb): number {
  const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y) as [
    number,
    number,
  ];

  return (high + 0.05) / (low + 0.05);
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  return a.map((value, i) =>
    Math.round(value * (1 - share) + b[i]! * share),
  ) as Rgb;
}

/* The colour itself, or the nearest towards `pole` that can be read on bg. */
function readable(
  color: Rgb,
  pole: Rgb,
  bg: Rgb,
  least = READABLE,
  from = 0,
): Rgb {
  for (let share = from; share < 1; share += 0.05) {
    const mixed = mix(color, pole, share);

    if (contrast(mixed, bg) >= least) {
      return mixed;
    }
  }
  return pole;
}

/* As bright as its hue can be: navy on black is a blue, not a grey. */
function vivid(color: Rgb): Rgb {
  const most = Math.max(...color);

  return most === 0
    ? WHITE
    : (color.map((value) => Math.round((value / most) * 255)) as Rgb);
}

export function accent_colors(color: Rgb, dark: boolean): [string, Rgb][] {
  const bg = dark ? DARK_BG : LIGHT_BG;
  const pole = dark ? WHITE : BLACK;
  const seen = readable(color, dark ? vivid(color) : pole, bg, VISIBLE);
  const on = contrast(seen, WHITE) >= contrast(seen, BLACK) ? WHITE : BLACK;
  const fill = readable(seen, on === BLACK ? WHITE : BLACK, on);
  const bubble = dark ? DARK_BUBBLE : LIGHT_BUBBLE;
  const bright = dark ? readable(color, vivid(color), bubble) : color;
  const text = readable(bright, pole, bubble);
  const soft = readable(bg, dark ? text : seen, bg, TINTED, dark ? 0.2 : 0.12);

  return [
    ['--accent', fill],
    ['--accent-hover', mix(fill, on === BLACK ? WHITE : BLACK, 0.12)],
    ['--on-accent', on],
    ['--accent-text', text],
    ['--accent-soft', soft],
    ['--on-accent-soft', readable(bright, pole, soft)],
    ['--mine', fill],
    ['--on-mine', on],
    ['--mine-soft', readable(mix(on, fill, 0.2), on, fill)],
    ['--focus', text],
  ];
}

/* From now on, also when the scheme changes. */
export function use_accent(text: string): void {
  const color = parse_color(text);
  const scheme = matchMedia('(prefers-color-scheme: dark)');

  function apply(): void {
    const root = document.documentElement;
    const chosen = root.dataset['theme'];
    const dark = chosen === undefined ? scheme.matches : chosen === 'dark';

    for (const [name, rgb] of accent_colors(color!, dark)) {
      root.style.setProperty(name, `rgb(${rgb.join(' ')})`);
    }
  }

  if (color !== null) {
    scheme.addEventListener('change', apply);
    apply();
  }
}
