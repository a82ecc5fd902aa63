import type { TargetInfo } from '../page-walk.ts';
import { TARGET_INFO_HELP } from '../target-info.ts';
import { FAMILY, GAUGE, METRIC } from './fields.ts';
import { writeHead } from './group.ts';
import { writeLabel } from './labels.ts';
import type { Message } from './message.ts';

/** The resource as a gauge that is always 1, its attributes as labels. */
export function writeTargetInfo({ wire }: Message, { name, labels }: TargetInfo): void {
  writeHead(wire, { name, help: TARGET_INFO_HELP, type: 'info', unit: '' });
  const metric = wire.begin(FAMILY.metric);
  for (const [label, value] of labels) writeLabel(wire, label, value);
  const gauge = wire.begin(METRIC.gauge);
  wire.double(GAUGE.value, 1);
  wire.end(gauge);
  wire.end(metric);
}
