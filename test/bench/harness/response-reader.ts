const HEAD_END = '\r\n\r\n';
const LENGTH = /\r\ncontent-length: (\d+)/i;
const STATUS_AT = 'HTTP/1.1 '.length;
const SUCCESS = '2'.charCodeAt(0);

/**
 * Finds the ends of responses in what arrives on a keep-alive connection. It knows no more of HTTP
 * than a Content-Length: a load generator has to be much cheaper than the server that it drives.
 */
export class ResponseReader {
  /** Bytes of the current body that are still to come. */
  #missing = 0;
  /** The beginning of a head whose rest has not arrived yet. */
  #started: Buffer | undefined;

  /** How many responses these bytes complete. Throws where one is no success or has no length. */
  take(arrived: Buffer): number {
    const bytes = this.#started === undefined ? arrived : Buffer.concat([this.#started, arrived]);
    this.#started = undefined;
    let completed = 0;
    let position = 0;
    while (position < bytes.length) {
      if (this.#missing === 0) {
        const end = bytes.indexOf(HEAD_END, position, 'latin1');
        if (end === -1) {
          this.#started = Buffer.from(bytes.subarray(position));
          return completed;
        }
        this.#missing = bodyLength(bytes, position, end);
        position = end + HEAD_END.length;
      }
      const here = Math.min(this.#missing, bytes.length - position);
      this.#missing -= here;
      position += here;
      if (this.#missing === 0) completed++;
    }
    return completed;
  }
}

function bodyLength(bytes: Buffer, from: number, to: number): number {
  const head = bytes.toString('latin1', from, to);
  const length = LENGTH.exec(head)?.[1];
  if (length === undefined || bytes[from + STATUS_AT] !== SUCCESS) {
    throw new Error(`unexpected answer:\n${head}`);
  }
  return Number(length);
}
