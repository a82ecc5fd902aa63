import { refuseDeclaration, refuseUnknown } from '../declared/declaration.ts';
import type { Tokens } from './usage.ts';

/** What a provider asks, each for a million tokens. */
export interface AiPrices {
  /** Of a million tokens that the model is given. */
  readonly input: number;
  /** Of a million tokens that the model answers with. */
  readonly output: number;
  /** Of input that the provider's cache gave. Default: as `input`. */
  readonly cachedInput?: number | undefined;
  /** Of input that was written to the provider's cache. Default: as `input`. */
  readonly cacheWrites?: number | undefined;
  /** Default: `USD`. */
  readonly currency?: string | undefined;
}

const PER = 1_000_000;
const CURRENCY = /^[A-Z]{3}$/;
const AMOUNTS = ['input', 'output', 'cachedInput', 'cacheWrites'] as const;

/** @throws MetricsError `ACME_METRICS_INVALID_INSTRUMENT`. */
export function checkPrices(prices: unknown): void {
  const refuse = (reason: string) => refuseDeclaration('ai', undefined, reason);
  if (typeof prices !== 'object' || prices === null) refuse('prices have to be an object');
  const given = prices as Readonly<Record<string, unknown>>;
  refuseUnknown(given, [...AMOUNTS, 'currency'], refuse);
  for (const key of AMOUNTS) {
    const { [key]: price = key === 'input' || key === 'output' ? Number.NaN : 0 } = given;
    if (!(Number.isFinite(price) && Number(price) >= 0)) {
      refuse(`the price '${key}' has to be a number of a million tokens, not below 0`);
    }
  }
  const { currency = 'USD' } = given;
  if (typeof currency !== 'string' || !CURRENCY.test(currency)) {
    refuse('the currency has to be three capital letters, as USD');
  }
}

/** What a call costs; `undefined` where nobody said what it used. */
export function costOf(tokens: Tokens, prices: AiPrices): number | undefined {
  const { input, output, cachedInput, cacheWrites } = tokens;
  if (input === undefined && output === undefined) return undefined;
  const plain = Math.max(0, (input ?? 0) - cachedInput - cacheWrites);
  const cost =
    plain * prices.input +
    cachedInput * (prices.cachedInput ?? prices.input) +
    cacheWrites * (prices.cacheWrites ?? prices.input) +
    (output ?? 0) * prices.output;
  return cost / PER;
}
