import type { Places } from '../../../config/load.ts';
import { countFault } from '../../../foundation/faults.ts';
import { warn } from '../../../foundation/log.ts';

type Headers = Readonly<Record<string, string>>;

const NAME = /^[a-z\d_.-]+$/;
const VALUE = /^[ -~]*$/;
/** Those of bytes; and those of a connection, which HTTP/2 has none of. */
const NO_METADATA = /-bin$|^(connection|http2-settings|keep-alive|proxy-connection|upgrade)$/;
const NOT_TAKEN =
  'names that end in -bin, are of a connection, or have more than letters, digits, -, _ and .; values beyond ASCII';

/**
 * The headers that are metadata of gRPC: any other would fail each call. Those are said, without their
 * names, which may be secrets in the wrong place, and left out.
 */
export function metadataOf(headers: Headers, places: Places): Headers {
  const all = Object.entries(headers);
  const taken = all.filter(
    ([name, value]) => NAME.test(name) && VALUE.test(value) && !NO_METADATA.test(name),
  );
  if (taken.length < all.length) {
    const { otlpHeaders: place = 'otlpHeaders' } = places;
    const count = `${all.length - taken.length} of ${all.length} headers`;
    countFault('configuration_error');
    warn('otlp:otlpHeaders', `${place}: gRPC does not take ${count} (${NOT_TAKEN}); left out`);
  }
  return Object.fromEntries(taken);
}
