import type { Family } from '../store/family.ts';
import type { Resource } from './resource.ts';

/** Everything that was known at one instant; page, push and statistics read the same one. */
export interface Collection {
  readonly resource: Resource;
  readonly timeMs: number;
  readonly families: readonly Family[];
  /** What was left out and why, for people. */
  readonly errors: readonly string[];
}

/** Anything that can be collected: the store today; bridges and other processes later. */
export interface Source {
  readonly name: string;
  /** Settles within 2 s, or is left out of this collection. */
  collect(): Promise<readonly Family[]>;
  /** What is known without waiting, for a process that ends; absent where nothing is. */
  collectNow?(): readonly Family[];
}

/** Who collects. */
export interface Collecting {
  /**
   * For somebody who only looks, e.g. at the live page: what is measured since the last collection goes
   * on, so that a scrape finds all that came since the scrape before. Default: false.
   */
  readonly isGlance?: boolean;
}

/** Makes a collection, or shares the one that is being made. */
export type Collect = (collecting?: Collecting) => Promise<Collection>;

/** Makes a collection without waiting for anybody, for a process that ends. Never throws. */
export type CollectNow = () => Collection;
