import { setTimeout as delay } from 'node:timers/promises';

/** How the requests ended, as the client saw it. */
export interface Tally {
  answered: number;
  aborted: number;
  failed: number;
}

/** One kind of request, and how many of it are in a round of traffic. */
interface Kind {
  readonly share: number;
  readonly path: () => string;
  readonly order?: () => unknown;
  readonly abortAfterMs?: number;
}

/** A rate that the app can't keep up with makes clients wait, not pile up. */
const MOST_UNDERWAY = 100;
const ORDERS = 200;
const CUSTOMERS = 20;

const KINDS: readonly Kind[] = [
  { share: 8, path: () => '/orders' },
  { share: 14, path: () => `/orders/${oneOf(ORDERS)}` },
  { share: 5, path: () => `/customers/${oneOf(CUSTOMERS)}/orders` },
  { share: 4, path: () => '/orders', order: () => order(oneOf(5)) },
  { share: 2, path: () => '/reports/sales' },
  // Clients that don't wait for the slow report.
  { share: 1, path: () => '/reports/sales', abortAfterMs: 100 },
  { share: 1, path: () => '/orders/999999999' },
  { share: 1, path: () => `/no/such/page/${oneOf(1000)}` },
  { share: 1, path: () => `/orders/${oneOf(ORDERS)}/invoice` },
  // The database refuses a quantity of 0; the app answers 500.
  { share: 1, path: () => '/orders', order: () => order(0) },
];

/**
 * Sends one request of each kind at once, then requests at random moments, `rate` a second on
 * average, until the signal is aborted. Resolves when the last answer is in.
 */
export async function sendTraffic(
  origin: string,
  rate: number,
  signal: AbortSignal,
): Promise<Tally> {
  const tally: Tally = { answered: 0, aborted: 0, failed: 0 };
  const underway = new Set<Promise<void>>();
  const dispatch = (kind: Kind) => {
    const request = send(origin, kind).then((outcome) => {
      tally[outcome] += 1;
      underway.delete(request);
    });
    underway.add(request);
  };
  KINDS.forEach(dispatch);
  let due = performance.now();
  for (const kind of shuffledRounds()) {
    due += pauseMs(rate);
    await delay(Math.max(0, due - performance.now()), undefined, { signal }).catch(() => undefined);
    if (underway.size >= MOST_UNDERWAY) await Promise.race(underway);
    if (signal.aborted) break;
    dispatch(kind);
  }
  await Promise.all(underway);
  return tally;
}

async function send(origin: string, kind: Kind): Promise<keyof Tally> {
  const signal = kind.abortAfterMs === undefined ? null : AbortSignal.timeout(kind.abortAfterMs);
  const post = kind.order && {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(kind.order()),
  };
  try {
    const response = await fetch(origin + kind.path(), { ...post, signal });
    await response.arrayBuffer();
    return 'answered';
  } catch {
    return signal?.aborted ? 'aborted' : 'failed';
  }
}

function* shuffledRounds(): Generator<Kind> {
  const round = KINDS.flatMap((kind) => Array.from({ length: kind.share }, () => kind));
  for (;;) yield* shuffled(round);
}

function shuffled(kinds: readonly Kind[]): readonly Kind[] {
  return kinds
    .map((kind) => ({ kind, rank: Math.random() }))
    .sort((a, b) => a.rank - b.rank)
    .map(({ kind }) => kind);
}

/** Independent arrivals: the pauses between them are distributed exponentially. */
function pauseMs(rate: number): number {
  return (-Math.log(1 - Math.random()) * 1000) / rate;
}

function order(quantity: number): unknown {
  return { customerId: oneOf(CUSTOMERS), product: 'lamp', quantity };
}

function oneOf(count: number): number {
  return 1 + Math.floor(Math.random() * count);
}
