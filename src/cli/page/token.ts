import { readFile } from 'node:fs/promises';
import { CommandFailure } from '../command.ts';
import { legible } from '../legible.ts';

/** What a request of the endpoint has to say of who asks; nothing where no file is given. */
export async function authorizationBy(tokenFile: string | undefined): Promise<string | undefined> {
  if (tokenFile === undefined || tokenFile === '') return undefined;
  const shown = `the token file ${legible(tokenFile)}`;
  const text = await readFile(tokenFile, 'utf8').catch((error: unknown) => {
    throw new CommandFailure(
      `${shown} cannot be read: ${(error as NodeJS.ErrnoException).code ?? 'failed'}`,
    );
  });
  const token = text.trim();
  if (token === '') throw new CommandFailure(`${shown} is empty`);
  if (!/^[\x21-\x7e]+$/.test(token)) {
    throw new CommandFailure(`${shown} has no token: it must be one word of ASCII characters`);
  }
  return `Bearer ${token}`;
}
