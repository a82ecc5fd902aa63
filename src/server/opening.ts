import { OPTIONS } from '../config/options.ts';
import { countFault } from '../foundation/faults.ts';
import { describeError } from '../foundation/guard.ts';
import { info, warn } from '../foundation/log.ts';
import { type Address, nameOf } from './address.ts';
import { type Binding, bind } from './binding.ts';
import type { CreateServer } from './http-server.ts';
import { askPortHolder } from './port-holder.ts';
import { isSelfOrAncestor } from './process-identity.ts';
import { errorCode } from './system-error.ts';

/** Waits between attempts at a taken port: 1 s, then twice as long each time, up to this. */
const LONGEST_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;

/**
 * Opens the endpoint's port, and where another process holds it, tries again until it is free: at
 * a restart the old process may still hold it. Every other failure is final and said once.
 * Nothing here keeps the process alive.
 */
export class Opening {
  readonly #address: Address;
  readonly #create: CreateServer;
  #binding: Binding | undefined;
  #timer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(address: Address, create: CreateServer) {
    this.#address = address;
    this.#create = create;
  }

  /** The open listeners, while there are any. */
  get binding(): Binding | undefined {
    return this.#binding;
  }

  /** Settles when the first attempt has ended, whatever its end; never rejects. */
  async open(): Promise<void> {
    const error = await this.#attempt();
    if (error === undefined) return;
    if (errorCode(error) !== 'EADDRINUSE') {
      this.#report(explain(error, this.#address));
      return;
    }
    const holder = await askPortHolder(holderAddress(this.#address));
    // The children of a process that serves metrics inherit its options; they are not to serve.
    if (holder !== undefined && isSelfOrAncestor(holder)) return;
    this.#report(explain(error, this.#address));
    this.#retryIn(FIRST_WAIT_MS);
  }

  close(): void {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#binding?.close();
    this.#binding = undefined;
  }

  /** Tries once; the error, if it did not work. */
  async #attempt(): Promise<unknown> {
    try {
      const binding = await bind(this.#address, this.#create);
      if (this.#isClosed) binding.close();
      else this.#binding = binding;
      return undefined;
    } catch (error) {
      return error;
    }
  }

  #retryIn(milliseconds: number): void {
    if (this.#isClosed) return;
    const next = Math.min(2 * milliseconds, LONGEST_WAIT_MS);
    this.#timer = setTimeout(async () => {
      const error = await this.#attempt();
      if (error !== undefined) this.#retryIn(next);
      else if (!this.#isClosed) info(`${nameOf(this.#address)} is free now: metrics are served`);
    }, milliseconds).unref();
  }

  #report(message: string): void {
    countFault('endpoint_error');
    warn('endpoint', message);
  }
}

function explain(error: unknown, address: Address): string {
  const place = nameOf(address);
  const { port, host } = OPTIONS;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return `${place} is taken: metrics are served once it is free, or on the port in ${port.env}`;
    case 'EACCES':
      return `no metrics are served: opening ${place} is not permitted, set ${port.env} above 1023`;
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
    case 'EADDRNOTAVAIL':
      return `no metrics are served: ${address.host} is no address of this machine, set ${host.env}`;
    default:
      return `no metrics are served: opening ${place} failed, ${describeError(error)}`;
  }
}

/** Where to reach the holder of a port: names and wildcards of several addresses by one of them. */
function holderAddress({ host, port }: Address): Address {
  if (host === '::') return { host: '::1', port };
  return { host: host === 'localhost' || host === '0.0.0.0' ? '127.0.0.1' : host, port };
}
