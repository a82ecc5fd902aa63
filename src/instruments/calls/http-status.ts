import { peek, peekOwn } from './peek.ts';

const LOWEST = 100;
const FIRST_CLIENT_ERROR = 400;
export const FIRST_SERVER_ERROR = 500;
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

/**
 * The status that a framework answers an error with: the error's own, else that of the response, as
 * far as they say that something failed, else 500. Express and Fastify agree on it. Never throws.
 */
export function statusOfFailure(error: unknown, responseStatus: unknown): number {
  const told = [peek(error, 'status'), peek(error, 'statusCode'), responseStatus];
  return told.find(isFailure) ?? FIRST_SERVER_ERROR;
}

function isFailure(status: unknown): status is number {
  return isStatus(status) && status >= FIRST_CLIENT_ERROR;
}

function isStatus(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= LOWEST && Number(value) <= HIGHEST;
}
