/** Fields of `google.rpc.Status`, `google.protobuf.Any`, `RetryInfo` and `Duration`. */
const DETAILS = 3;
const ANY_TYPE = 1;
const ANY_VALUE = 2;
const RETRY_DELAY = 1;
const SECONDS = 1;
const NANOS = 2;

const RETRY_INFO = 'type.googleapis.com/google.rpc.RetryInfo';

type Field = readonly [number, number | Buffer];

/**
 * Milliseconds after which a collector wants to be asked again: gRPC says it in a `RetryInfo` among
 * the details of a `google.rpc.Status`. Nothing where it says none, or what can't be read.
 */
export function retryDelay(status: unknown): number | undefined {
  if (!Buffer.isBuffer(status)) return undefined;
  try {
    return delayOf(status);
  } catch {
    return undefined;
  }
}

function delayOf(status: Buffer): number | undefined {
  for (const [number, detail] of fieldsOf(status)) {
    if (number !== DETAILS) continue;
    const any = new Map(fieldsOf(detail));
    if (String(any.get(ANY_TYPE)) !== RETRY_INFO) continue;
    const duration = new Map(fieldsOf(new Map(fieldsOf(any.get(ANY_VALUE))).get(RETRY_DELAY)));
    return Number(duration.get(SECONDS) ?? 0) * 1000 + Number(duration.get(NANOS) ?? 0) / 1e6;
  }
  return undefined;
}

/** The fields of a message that are integers or have a length; it ends where there is another. */
function* fieldsOf(message: number | Buffer | undefined): Generator<Field> {
  if (!Buffer.isBuffer(message)) return;
  let at = 0;
  while (at < message.length) {
    const tag = integer();
    if ((tag & 7) === 0) yield [tag >>> 3, integer()];
    else if ((tag & 7) === 2) {
      const length = integer();
      at += length;
      yield [tag >>> 3, message.subarray(at - length, at)];
    } else return;
  }

  function integer(): number {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = (message as Buffer).readUInt8(at++);
      value += (byte & 127) * scale;
      if (byte < 128) return value;
    }
  }
}
