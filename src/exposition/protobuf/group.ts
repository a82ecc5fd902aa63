import type { Wire } from '../../foundation/wire.ts';
import type { Family } from '../../store/family.ts';
import type { Group, PageOptions } from '../group.ts';
import { walkGroup } from '../group-walk.ts';
import type { Row } from '../lines.ts';
import { PAUSE, ROWS_PER_PAUSE } from '../slice.ts';
import type { Destination, ProtobufFamily } from './family.ts';
import { FAMILY, TYPE } from './fields.ts';
import type { Message } from './message.ts';
import { sampleWriter } from './metric.ts';

export type FamilyOf = (family: Family) => ProtobufFamily;

export interface GroupOptions extends Pick<PageOptions, 'report'> {
  readonly familyOf: FamilyOf;
  /** Takes the group; stays empty where there are no series. */
  readonly message: Message;
}

/** Makes the one message of a group; returns how many of its families did not fail. */
export function* writeGroup(
  group: Group,
  { report, familyOf, message }: GroupOptions,
): Generator<typeof PAUSE, number, void> {
  const { wire } = message;
  writeHead(wire, group);
  const head = message.length;
  const writeSample = sampleWriter(group.type, isNative(group));
  const destination = { message, writeSample };
  const written = yield* walkGroup({
    group,
    report,
    writer: {
      get isEmpty() {
        return message.length === head;
      },
      familyOf: (family) => familyOf(family).under(destination),
      write: (rows) => writeRows(rows, destination),
    },
  });
  if (message.length === head) message.clear();
  return written;
}

/** Metrics up to one that cannot be written. */
function* writeRows(
  rows: Iterable<readonly [labels: string, row: Row]>,
  destination: Destination,
): Generator<typeof PAUSE, void, void> {
  let written = 0;
  for (const [labels, row] of rows) {
    appendMetric(labels, row, destination);
    if (++written % ROWS_PER_PAUSE === 0) yield PAUSE;
  }
}

function appendMetric(labels: string, row: Row, { message, writeSample }: Destination): void {
  const { wire, mark } = message;
  try {
    const at = wire.begin(FAMILY.metric);
    wire.binary(labels);
    writeSample(wire, row);
    wire.end(at);
    message.fieldWritten();
  } catch (error) {
    message.cutBack(mark);
    throw error;
  }
}

/**
 * Whether exponential buckets are shown: Prometheus 2.42 takes all histograms of a message for what
 * its first one is, so that they are where all families have them.
 */
function isNative({ families }: Group): boolean {
  return families.every(({ descriptor: { form } }) => form !== 'classic');
}

/** What stands before the metrics of a message. */
export function writeHead(
  wire: Wire,
  { name, help, type, unit }: Pick<Group, 'name' | 'help' | 'type' | 'unit'>,
): void {
  wire.text(FAMILY.name, name);
  if (help !== '') wire.text(FAMILY.help, help);
  wire.uint(FAMILY.type, type === 'info' ? TYPE.gauge : TYPE[type]);
  if (unit !== '') wire.text(FAMILY.unit, unit);
}
