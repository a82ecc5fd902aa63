/** The code of a system or stream error (`EADDRINUSE`); empty for what has none. */
export function errorCode(error: unknown): string {
  return String((error as { code?: unknown } | null | undefined)?.code ?? '');
}
