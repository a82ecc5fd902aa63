import { peek, peekOwn } from './peek.ts';

const LOWEST = 100;
const HIGHEST = 599;

/**
 * The HTTP status that an answer or error of a client knows: of its `response` (errors of axios, got,
 * ky), or its own (`Response`, answers of axios, got and undici, errors of the SDKs of AI providers).
 */
export function statusOf(told: unknown): number | undefined {
  for (const holder of [peekOwn(told, 'response'), told]) {
    for (const key of ['status', 'statusCode']) {
      const status = peek(holder, key);
      if (isStatus(status)) return status;
    }
  }
  return undefined;
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= LOWEST && Number(value) <= HIGHEST;
}
