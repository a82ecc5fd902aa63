import type { Group } from './group.ts';
import type { LineWriter } from './lines.ts';
import type { TargetInfo } from './page-walk.ts';

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
