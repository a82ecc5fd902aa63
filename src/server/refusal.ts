import type { RequestListener } from 'node:http';
import { plain } from './answer.ts';

/** Says in one line why there is nothing here, whatever is asked for. */
export function refusing(status: number, reason: string): RequestListener {
  const { contentType, body } = plain(status, reason);
  return (_request, response) => {
    response.writeHead(status, { 'Content-Type': contentType }).end(body);
  };
}
