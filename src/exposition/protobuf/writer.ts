import type { Collection } from '../../pipeline/collection.ts';
import type { Family } from '../../store/family.ts';
import { groupFamilies, type PageOptions, selected } from '../groups.ts';
import type { ReportNotice } from '../notice.ts';
import { PAUSE, SLICE_LENGTH } from '../slice.ts';
import type { WritePage } from '../text.ts';
import { ProtobufFamily } from './family.ts';
import { type FamilyOf, writeGroup } from './group.ts';
import { Message } from './message.ts';
import { writeTargetInfo } from './target-info.ts';
import { Wire } from './wire.ts';

/**
 * A writer of `io.prometheus.client.MetricFamily` messages, each after its length. Since that has to
 * be known first, a family's bytes are made before any of them are handed over: a page takes as much
 * memory as its largest family. Nothing but labels is kept for the next page.
 */
export function createProtobufWriter(options: PageOptions): WritePage {
  const known = new WeakMap<Family, ProtobufFamily>();
  const familyOf: FamilyOf = (family) => {
    const one = known.get(family) ?? new ProtobufFamily(family, options);
    known.set(family, one);
    return one;
  };
  return (collection, names = []) => delimited(messages({ collection, names, options, familyOf }));
}

interface Writing {
  readonly collection: Collection;
  readonly names: readonly string[];
  readonly options: PageOptions;
  readonly familyOf: FamilyOf;
}

/** Each message before it is sent; the same object, with other fields each time. */
function* messages({
  collection: { resource, families },
  names,
  options,
  familyOf,
}: Writing): Generator<Message | typeof PAUSE, void, void> {
  let failed = 0;
  let written = 0;
  const report: ReportNotice = (notice) => {
    if (notice.cause === 'exposition_error') failed++;
    options.report(notice);
  };
  const { naming } = options;
  const message = new Message();
  if (names.length === 0 || names.includes(naming.targetInfo)) {
    writeTargetInfo(message, resource, naming);
    yield message;
  }
  const groups = yield* groupFamilies(families, { ...options, report });
  for (const group of selected(groups, names)) {
    message.clear();
    written += yield* writeGroup(group, { ...options, report, familyOf, message });
    yield message;
  }
  if (failed > 0 && written === 0) throw new Error(`none of ${failed} metrics could be written`);
}

/** Messages after their lengths, small ones together in a slice. */
function* delimited(
  messages: Iterable<Message | typeof PAUSE>,
): Generator<Uint8Array | typeof PAUSE, void, void> {
  const pending = new Wire();
  for (const message of messages) {
    if (message === PAUSE) yield PAUSE;
    else if (message.length > 0) yield* fullSlices(pending, message);
  }
  if (pending.length > 0) yield pending.take();
}

/** What there is to be sent, with a message after what is pending; a small rest goes on pending. */
function* fullSlices(pending: Wire, message: Message): Generator<Uint8Array, void, void> {
  pending.delimiter(message.length);
  for (const chunk of message.chunks) {
    const isFull = pending.length + chunk.length > SLICE_LENGTH;
    if (isFull && pending.length > 0) yield pending.take();
    if (chunk.length < SLICE_LENGTH) pending.raw(chunk);
    else yield chunk;
  }
}
