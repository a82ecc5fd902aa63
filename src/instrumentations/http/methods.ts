import { OTHER } from '../../foundation/error-class.ts';

/** Methods that are reported by name (RFC 9110, PATCH, QUERY); the first stands for all others. */
export const METHODS = [
  OTHER,
  'CONNECT',
  'DELETE',
  'GET',
  'HEAD',
  'OPTIONS',
  'PATCH',
  'POST',
  'PUT',
  'QUERY',
  'TRACE',
] as const;

const INDICES: ReadonlyMap<string | undefined, number> = new Map(
  METHODS.map((method, index) => [method, index]),
);

/** Place of a method in `METHODS`: a small number, so that it can be part of a cell's key. */
export function methodIndex(method: string | undefined): number {
  return INDICES.get(method) ?? 0;
}
