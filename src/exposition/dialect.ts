import type { Group } from './groups.ts';
import type { LineWriter } from './lines.ts';

/** The resource as it stands on a page. */
export interface TargetInfo {
  /** Its name on this page; ends with `_info`. */
  readonly name: string;
  /** Not empty. */
  readonly labels: string;
  /** What else is on the page. */
  readonly groups: readonly Group[];
}

/** What differs between the text formats. */
export interface Dialect {
  /** What stands before a group's first sample. */
  headOf(group: Group): string;
  /** How its series are written, which may be another way in another page. */
  linesOf(group: Group): LineWriter;
  targetInfo(info: TargetInfo): string;
  /** The end of every page. */
  readonly end: string;
}
