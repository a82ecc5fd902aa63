import { OPTIONS } from '../config/options.ts';
import { countFault } from '../foundation/faults.ts';
import { describeError } from '../foundation/guard.ts';
import { info, warn } from '../foundation/log.ts';
import { clearTimeout, setTimeout } from '../foundation/timers.ts';
import { type Address, nameOf } from './address.ts';
import { type Binding, bind } from './binding.ts';
import { askPortHolder } from './port-holder.ts';
import { isSelfOrAncestor } from './process-identity.ts';
import type { CreateServer } from './server-factory.ts';
import { errorCode } from './system-error.ts';

/** Waits between attempts at a taken port: 1 s, then twice as long each time, up to this. */
const LONGEST_WAIT_MS = 30_000;
const FIRST_WAIT_MS = 1_000;

/**
 * Opens the endpoint's port, and where another process holds it, tries again until it is free: at
 * a restart the old process may still hold it, and a launcher may serve until it has started the
 * app and ends. Every other failure is final and said once. Nothing here keeps the process alive.
 */
export class PortOpener {
  readonly #address: Address;
  readonly #create: CreateServer;
  #binding: Binding | undefined;
  #timer: NodeJS.Timeout | undefined;
  #attempt: Promise<void> | undefined;
  #holder: 'unknown' | 'ancestor' | 'stranger' = 'unknown';
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
  open(): Promise<void> {
    return this.#try(FIRST_WAIT_MS);
  }

  /**
   * Settles when the port is closed, also where it was just being opened; never rejects. Asking who
   * holds it is not waited for: that keeps no process alive, which could end with its await open.
   */
  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#timer);
    this.#binding?.close();
    this.#binding = undefined;
    await Promise.allSettled([this.#attempt]);
  }

  async #try(waitMs: number): Promise<void> {
    this.#attempt = this.#bind();
    try {
      await this.#attempt;
    } catch (error) {
      if (this.#isClosed) return;
      if (errorCode(error) === 'EADDRINUSE') await this.#waitForHolder(error, waitMs);
      else this.#report(error);
    }
  }

  async #bind(): Promise<void> {
    const binding = await bind(this.#address, this.#create);
    if (this.#isClosed) return binding.close();
    this.#binding = binding;
    if (this.#holder !== 'unknown')
      info(`${nameOf(this.#address)} is free now: metrics are served`);
  }

  async #waitForHolder(error: unknown, waitMs: number): Promise<void> {
    if (this.#holder !== 'stranger') await this.#tellHolder(error);
    if (this.#isClosed) return;
    const next = Math.min(2 * waitMs, LONGEST_WAIT_MS);
    this.#timer = setTimeout(() => this.#try(next), waitMs).unref();
  }

  /**
   * A stranger is warned of. The children of a process that serves metrics inherit its options
   * and are not to serve beside it: that is as it should be, and for who asks.
   */
  async #tellHolder(error: unknown): Promise<void> {
    const holder = await askPortHolder(holderAddress(this.#address));
    if (this.#isClosed) return;
    if (holder === undefined || !isSelfOrAncestor(holder)) {
      this.#holder = 'stranger';
      this.#report(error);
    } else if (this.#holder === 'unknown') {
      this.#holder = 'ancestor';
      const who = holder.pid === process.pid ? 'this process' : `the parent process ${holder.pid}`;
      info(`${nameOf(this.#address)} is served by ${who}; it is taken over once it is free`);
    }
  }

  #report(error: unknown): void {
    countFault('endpoint_error');
    warn('endpoint', explain(error, this.#address));
  }
}

function explain(error: unknown, address: Address): string {
  const place = nameOf(address);
  const { port, host } = OPTIONS;
  switch (errorCode(error)) {
    case 'EADDRINUSE':
      return `${place} is taken: metrics are served once it is free, or on the port in ${port.env}`;
    case 'ERR_ACCESS_DENIED':
      return 'no metrics are served: Node runs with --permission, add --allow-net';
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
