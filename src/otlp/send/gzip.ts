/** The fastest: the usual level makes the bytes a tenth fewer in three times the time. */
const OPTIONS = { level: 1 };

/** The body of a request as gzip, made on another thread. */
export function gzipped(body: Uint8Array): Promise<Uint8Array> {
  const { gzip } = process.getBuiltinModule('node:zlib');
  return new Promise((resolve, reject) => {
    gzip(body, OPTIONS, (error, zipped) => (error === null ? resolve(zipped) : reject(error)));
  });
}
