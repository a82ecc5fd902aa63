import type { Resource } from '../../pipeline/resource.ts';
import type { Naming } from '../naming.ts';
import { TARGET_INFO_HELP } from '../target-info.ts';
import { FAMILY, GAUGE, METRIC } from './fields.ts';
import { writeHead } from './group.ts';
import { labelBytes } from './labels.ts';
import type { Message } from './message.ts';

/** The resource as a gauge that is always 1, its attributes as labels; nothing without any. */
export function writeTargetInfo({ wire }: Message, resource: Resource, naming: Naming): void {
  const labelling = { naming, constants: [], reserved: undefined };
  const labels = labelBytes(Object.entries(resource), labelling);
  if (labels === '') return;
  writeHead(wire, { name: naming.targetInfo, help: TARGET_INFO_HELP, type: 'info', unit: '' });
  const metric = wire.begin(FAMILY.metric);
  wire.binary(labels);
  const gauge = wire.begin(METRIC.gauge);
  wire.double(GAUGE.value, 1);
  wire.end(gauge);
  wire.end(metric);
}
