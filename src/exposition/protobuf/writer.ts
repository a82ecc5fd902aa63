import { Wire } from '../../foundation/wire.ts';
import type { Family } from '../../store/family.ts';
import type { Group, PageOptions } from '../group.ts';
import type { ReportNotice } from '../notice.ts';
import { createPageWalk, type TargetInfo } from '../page-walk.ts';
import { PAUSE, SLICE_LENGTH } from '../slice.ts';
import type { WritePage } from '../text.ts';
import { ProtobufFamily } from './family.ts';
import { type FamilyOf, writeGroup } from './group.ts';
import { Message, SLICE_ROOM } from './message.ts';
import { writeTargetInfo } from './target-info.ts';

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
  const walk = createPageWalk(options);
  return (collection, names = []) => {
    // The same object for all of the page, with other fields each time.
    const message = new Message();
    const parts = {
      targetInfo(info: TargetInfo) {
        writeTargetInfo(message, info);
        return message;
      },
      *group(group: Group, report: ReportNotice) {
        message.clear();
        const written = yield* writeGroup(group, { report, familyOf, message });
        yield message;
        return written;
      },
    };
    return delimited(walk<Message>({ collection, names }, parts));
  };
}

/** Messages after their lengths, small ones together in a slice. */
function* delimited(
  messages: Iterable<Message | typeof PAUSE>,
): Generator<Uint8Array | typeof PAUSE, void, void> {
  const pending = new Wire(SLICE_ROOM);
  for (const message of messages) {
    if (message === PAUSE) yield PAUSE;
    else if (message.length > 0) yield* fullSlices(pending, message);
  }
  if (pending.length > 0) yield pending.take();
}

/** What there is to be sent, with a message after what is pending; a small rest goes on pending. */
function* fullSlices(pending: Wire, message: Message): Generator<Uint8Array, void, void> {
  pending.varint(message.length);
  for (const chunk of message.chunks) {
    const isFull = pending.length + chunk.length > SLICE_LENGTH;
    if (isFull && pending.length > 0) yield pending.take();
    if (chunk.length < SLICE_LENGTH) pending.raw(chunk);
    else yield chunk;
  }
}
