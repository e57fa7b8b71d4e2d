/*
 * The way that chats took: from the left to the right a band for each pair,
 * as wide as there were chats; what went by itself is hatched.  The table
 * below says the same in words.
 */

import { useSignal } from '@preact/signals';
import type { VNode } from 'preact';
import { t } from '../../shared/i18n';
import { number } from './amounts';
import type { Pair } from './answers';
import { useWidth } from './width';
import { called_of, way_href, way_name, way_value, type Kind } from './ways';

/* A picture of more would show nothing. */
const ENDS = 12;
const BANDS = 40;

const BAR = 10;
const GAP = 14;
const LABEL = 20;
const HUES = 6;

interface Node {
  id: string | null;
  name: string;
  count: number;
  y: number;
  height: number;
  /* Where the next band begins. */
  at: number;
}

interface Band {
  pair: Pair;
  hue: number;
  left_y: number;
  right_y: number;
  width: number;
  automatic: number;
}

function side(kind: Kind, pairs: readonly Pair[], end: 'from' | 'to'): Node[] {
  const nodes = new Map<string | null, Node>();

  for (const pair of pairs) {
    const node = nodes.get(pair[end]) ?? {
      id: pair[end],
      name: called_of(kind)(pair[end], pair[`${end}_name`]),
      count: 0,
      y: 0,
      height: 0,
      at: 0,
    };

    node.count += pair.count;
    nodes.set(node.id, node);
  }
  return [...nodes.values()].sort((a, b) => b.count - a.count);
}

/* What is drawn of them: the largest ends, and the largest bands of these. */
function largest(kind: Kind, pairs: readonly Pair[]): Pair[] {
  const ids = (end: 'from' | 'to'): Set<string | null> =>
    new Set(
      side(kind, pairs, end)
        .slice(0, ENDS)
        .map(({ id }) => id),
    );
  const left = ids('from');
  const right = ids('to');

  return pairs
    .filter(({ from, to }) => left.has(from) && right.has(to))
    .sort((a, b) => b.count - a.count)
    .slice(0, BANDS);
}

function lay_out(
  kind: Kind,
  pairs: readonly Pair[],
): { left: Node[]; right: Node[]; bands: Band[]; height: number } {
  const left = side(kind, pairs, 'from');
  const right = side(kind, pairs, 'to');
  const total = left.reduce((n, { count }) => n + count, 0);
  const most = Math.max(left.length, right.length);
  /* Each label has its line, and the bands have room of their own. */
  const scale = Math.max(160, Math.min(340, most * 44)) / total;
  let height = 0;

  for (const nodes of [left, right]) {
    let y = 0;

    for (const node of nodes) {
      node.height = Math.max(2, node.count * scale);
      node.y = y + Math.max(0, (LABEL - node.height) / 2);
      node.at = node.y;
      y = Math.max(node.y + node.height, y + LABEL) + GAP;
    }
    height = Math.max(height, y - GAP);
  }
  /* The shorter side stands in the middle. */
  for (const nodes of [left, right]) {
    const last = nodes[nodes.length - 1]!;
    const free = (height - Math.max(last.y + last.height, last.y + LABEL)) / 2;

    for (const node of nodes) {
      node.y += Math.max(0, free);
      node.at = node.y;
    }
  }
  const bands: Band[] = [];

  /* In the order of the other side they cross least. */
  for (const [hue, from] of left.entries()) {
    for (const to of right) {
      const pair = pairs.find(
        (one) => one.from === from.id && one.to === to.id,
      );

      if (pair !== undefined) {
        const width = pair.count * scale;

        bands.push({
          pair,
          hue: (hue % HUES) + 1,
          left_y: from.at,
          right_y: 0,
          width,
          automatic: pair.automatic * scale,
        });
        from.at += width;
      }
    }
  }
  for (const to of right) {
    for (const band of bands.filter(({ pair }) => pair.to === to.id)) {
      band.right_y = to.at;
      to.at += band.width;
    }
  }
  return { left, right, bands, height };
}

/* A band between x1 and x2, from `top` of it, `width` wide. */
function ribbon(
  { left_y, right_y }: Band,
  top: number,
  width: number,
  x1: number,
  x2: number,
): string {
  const middle = (x1 + x2) / 2;
  const a = left_y + top;
  const b = right_y + top;

  return (
    `M${x1} ${a}C${middle} ${a} ${middle} ${b} ${x2} ${b}` +
    `V${b + width}C${middle} ${b + width} ${middle} ${a + width} ${x1} ${a + width}Z`
  );
}

export function Streams(props: {
  kind: Kind;
  title: string;
  pairs: readonly Pair[];
}): VNode {
  const { kind } = props;
  const [ref, width] = useWidth();
  const over = useSignal<Pair | null>(null);
  const pairs = largest(kind, props.pairs);
  const { left, right, bands, height } = lay_out(kind, pairs);
  const label = Math.min(150, Math.max(84, width * 0.26));
  const x1 = label + BAR;
  const x2 = width - label - BAR;
  const about = over.value;

  return (
    <figure class="streams" data-over={about !== null}>
      <div class="streams-room" ref={ref} style={{ height: `${height + 2}px` }}>
        {width > 0 && (
          <svg
            width={width}
            height={height + 2}
            role="group"
            aria-label={t('statistics.ways.picture', { name: props.title })}
          >
            <defs>
              <pattern
                id={`hatch-${kind}`}
                width="6"
                height="6"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <rect class="hatch" width="2.5" height="6" />
              </pattern>
            </defs>
            {bands.map((band) => {
              const { pair } = band;

              return (
                <a
                  key={`${pair.from} ${pair.to}`}
                  class="band"
                  href={way_href(kind, pair)}
                  data-hue={band.hue}
                  data-over={about === pair}
                  aria-label={t('statistics.behind.of', {
                    name: way_name(kind, pair),
                    value: way_value(pair),
                  })}
                  onPointerEnter={() => (over.value = pair)}
                  onPointerLeave={() => (over.value = null)}
                  onFocus={() => (over.value = pair)}
                  onBlur={() => (over.value = null)}
                >
                  <path
                    d={ribbon(band, 0.5, Math.max(1, band.width - 1), x1, x2)}
                  />
                  {band.automatic > 0 && (
                    <path
                      class="by-itself"
                      fill={`url(#hatch-${kind})`}
                      d={ribbon(
                        band,
                        band.width - band.automatic,
                        band.automatic,
                        x1,
                        x2,
                      )}
                    />
                  )}
                </a>
              );
            })}
            {left.map((node, i) => (
              <rect
                key={node.id}
                class="end"
                data-hue={(i % HUES) + 1}
                x={label}
                y={node.y}
                width={BAR - 3}
                height={node.height}
                rx="2"
              />
            ))}
            {right.map((node) => (
              <rect
                key={node.id}
                class="end"
                x={x2 + 3}
                y={node.y}
                width={BAR - 3}
                height={node.height}
                rx="2"
              />
            ))}
          </svg>
        )}
        {[left, right].map((nodes, i) =>
          nodes.map((node) => (
            <span
              key={`${i} ${node.id}`}
              class="end-name"
              data-side={i === 0 ? 'left' : 'right'}
              style={{
                top: `${node.y + node.height / 2}px`,
                width: `${label - 8}px`,
              }}
              title={node.name}
              aria-hidden="true"
            >
              <bdi>{node.name}</bdi>
              <b>{number(node.count)}</b>
            </span>
          )),
        )}
      </div>
      <figcaption>
        {about === null ? (
          <>
            <i class="key-mark" aria-hidden="true" />
            {t('statistics.ways.hatched')}
            {pairs.length < props.pairs.length &&
              ` ${t('statistics.ways.drawn', {
                n: number(pairs.length),
                of: number(props.pairs.length),
              })}`}
          </>
        ) : (
          <strong>{`${way_name(kind, about)}: ${way_value(about)}`}</strong>
        )}
      </figcaption>
    </figure>
  );
}
