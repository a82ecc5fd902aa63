/** Where a listener stands, or is to stand. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** `host:port` as in a URL. */
export function nameOf({ host, port }: Address): string {
  return `${host.includes(':') ? `[${host}]` : host}:${port}`;
}
