import { countFault } from '../foundation/faults.ts';
import { warn } from '../foundation/log.ts';

/** `unavailable`: the file has no token now, so nobody can be let in. */
export type TokenVerdict = 'accepted' | 'refused' | 'unavailable';
export type CheckToken = (authorization: string | undefined) => Promise<TokenVerdict>;

/**
 * Checks `Authorization: Bearer …` against the token in a file, surrounding white space aside. The
 * file is read at once, so that a missing token is said at the start, and again when it has
 * changed, so that tokens can be rotated without a restart. Hashes alone are kept and compared, in
 * constant time: how long it takes tells nothing of the token. The check never rejects.
 */
export function createTokenCheck(file: string): CheckToken {
  const { createHash, timingSafeEqual } = process.getBuiltinModule('node:crypto');
  const { readFile, stat } = process.getBuiltinModule('node:fs/promises');
  const sha256 = (text: string): Buffer => createHash('sha256').update(text).digest();
  let version: string | undefined;
  let expected: Buffer | undefined;

  async function refresh(): Promise<void> {
    const { mtimeMs, size, ino } = await stat(file);
    const current = `${mtimeMs}/${size}/${ino}`;
    if (current === version) return;
    const token = (await readFile(file, 'utf8')).trim();
    expected = token === '' ? undefined : sha256(token);
    version = current;
  }

  const check: CheckToken = async (authorization) => {
    try {
      await refresh();
    } catch {
      expected = undefined;
      version = undefined;
    }
    if (expected === undefined) return reportUnavailable();
    const [, token] = /^Bearer +(\S+) *$/i.exec(authorization ?? '') ?? [];
    const isRight = token !== undefined && timingSafeEqual(sha256(token), expected);
    return isRight ? 'accepted' : 'refused';
  };
  void check(undefined);
  return check;
}

function reportUnavailable(): TokenVerdict {
  countFault('endpoint_error');
  warn(
    'bearer-token',
    'the file of ACME_METRICS_BEARER_TOKEN_FILE cannot be read or is empty: no metrics are served',
  );
  return 'unavailable';
}
