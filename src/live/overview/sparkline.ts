/** The size of the box that a sparkline is drawn in; the page stretches it. */
export const SPARK = { width: 120, height: 32 } as const;

export interface SparkOptions {
  readonly times: readonly number[];
  readonly values: readonly (number | null)[];
  readonly from: number;
  readonly to: number;
}

/** Paths of an SVG drawing. */
export interface Spark {
  readonly line: string;
  /** What is below the line. */
  readonly area: string;
}

/** From 0 at the bottom to the highest value at the top; interrupted where nothing is known. */
export function sparkline(options: SparkOptions): Spark {
  const pieces = piecesOf(options);
  const line = pieces.map((points) => `M${points.join('L')}`).join('');
  const area = pieces.map((points) => {
    const [start = ''] = points;
    const end = points.at(-1) ?? start;
    return `M${xOf(start)} ${SPARK.height}L${points.join('L')}L${xOf(end)} ${SPARK.height}Z`;
  });
  return { line, area: area.join('') };
}

/** Points that hang together, as `x y`. */
function piecesOf({ times, values, from, to }: SparkOptions): string[][] {
  const isIn = (time: number) => time >= from && time <= to;
  const highest = values.reduce<number>((high, value, at) => {
    return isIn(times[at] ?? 0) ? Math.max(high, value ?? 0) : high;
  }, 0);
  const room = SPARK.height - 3;
  const pieces: string[][] = [[]];
  for (const [at, time] of times.entries()) {
    const value = values[at] ?? null;
    if (!isIn(time)) continue;
    if (value === null) {
      pieces.push([]);
      continue;
    }
    const x = ((time - from) / (to - from || 1)) * SPARK.width;
    const y = SPARK.height - 1 - (highest === 0 ? 0 : Math.max(0, value / highest) * room);
    pieces.at(-1)?.push(`${x.toFixed(1)} ${y.toFixed(1)}`);
  }
  return pieces.filter((points) => points.length > 1);
}

function xOf(point: string): string {
  return point.slice(0, point.indexOf(' '));
}
