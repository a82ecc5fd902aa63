import { type Asked, ask, isAnswered } from '../ask.ts';
import { CommandFailure } from '../command.ts';
import { legible } from '../legible.ts';
import { shownAddress } from './address.ts';
import { authorizationBy } from './token.ts';

export interface EndpointAccess {
  readonly tokenFile?: string | undefined;
  readonly signal: AbortSignal;
}

/** Asks an app's endpoint; an answer of success, or a `CommandFailure` that says in one line what is wrong. */
export async function askEndpoint(
  url: URL,
  accept: string,
  { tokenFile, signal }: EndpointAccess,
): Promise<Asked> {
  const authorization = await authorizationBy(tokenFile);
  const headers = { accept, ...(authorization !== undefined && { authorization }) };
  const answer = await ask(url.href, { headers, signal });
  const shown = shownAddress(url);
  if (!isAnswered(answer)) throw new CommandFailure(`no page from ${shown}: ${answer.why}`);
  const { status } = answer;
  if (status < 200 || status > 299) {
    throw new CommandFailure(`no page from ${shown}: ${refusal(answer, authorization)}`);
  }
  return answer;
}

function refusal({ status, text }: Asked, authorization: string | undefined): string {
  if (status === 401) {
    return authorization === undefined
      ? 'it wants a token: give its file with --token-file'
      : 'it refuses this token';
  }
  if (status >= 300 && status < 400) return `it redirects elsewhere (${status}): give that URL`;
  const [line = ''] = text.split('\n', 1);
  // A page of HTML says nothing in its first line.
  const said = line.trim() === '' || line.startsWith('<') ? '' : `: ${legible(line.slice(0, 200))}`;
  return `it answers ${status}${said}`;
}
