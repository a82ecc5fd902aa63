const STEPS_MS = [5, 10, 15, 30, 60, 120, 300, 600].map((seconds) => seconds * 1000);
const MOST_SPLITS = 5;

/** A text beside the edge would be cut off by it. */
const EDGE = 0.05;

/** Round moments between two others, a handful. */
export function timeSplits(from: number, to: number): number[] {
  const stepMs = STEPS_MS.find((step) => (to - from) / step <= MOST_SPLITS) ?? to - from;
  const last = to - (to - from) * EDGE;
  const splits = [];
  for (let at = Math.ceil(from / stepMs) * stepMs; at <= last; at += stepMs) splits.push(at);
  return splits;
}

const CLOCK = new Intl.DateTimeFormat('en-GB', {
  ...{ hour: '2-digit', minute: '2-digit', second: '2-digit' },
});

/** `14:03`, and `14:03:15` between whole minutes; by the clock of who looks. */
export function clock(timeMs: number): string {
  const text = CLOCK.format(timeMs);
  return text.endsWith(':00') ? text.slice(0, -3) : text;
}
