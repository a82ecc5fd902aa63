import { builtFile } from '../../foundation/chunks.ts';
import { type Answer, type Body, plain } from '../answer.ts';
import { errorCode } from '../system-error.ts';

/** The files of the live page, none of which has any data in it. */
const FILES = {
  'page.html': 'text/html; charset=utf-8',
  'page.js': 'text/javascript; charset=utf-8',
  'page.css': 'text/css; charset=utf-8',
} as const;

/** Nothing but what the endpoint itself serves: what metrics are called is the app's, and may be hostile. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "connect-src 'self'",
  "img-src 'self' data:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

const HEADERS = {
  'Content-Security-Policy': CONTENT_SECURITY_POLICY,
  'Referrer-Policy': 'no-referrer',
  'Cross-Origin-Resource-Policy': 'same-origin',
};

/** A file of the live page, read when it is asked for. */
export async function shellFile(
  name: keyof typeof FILES,
  folder = builtFile('live'),
): Promise<Answer> {
  const { readFile } = process.getBuiltinModule('node:fs/promises');
  try {
    const text = await readFile(`${folder}/${name}`, 'utf8');
    return { status: 200, contentType: FILES[name], body: whole(text), headers: HEADERS };
  } catch (error) {
    if (errorCode(error) !== 'ENOENT') throw error;
    return plain(404, `The live page is not in this build: dist/live/${name} is missing.`);
  }
}

/** As what is long enough to be compressed. */
function* whole(text: string): Body {
  yield text;
}
