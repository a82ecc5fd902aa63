import type { Cores } from './cores.ts';
import type { Project } from './project.ts';

/** What every subject works with. */
export interface Bench {
  readonly project: Project;
  readonly cores: Cores;
  /** Small sizes and few rounds. */
  readonly quick: boolean;
  readonly signal: AbortSignal;
  /** Says what is going on, on a terminal. */
  progress(text: string): void;
}
