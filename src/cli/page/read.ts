import { CommandFailure } from '../command.ts';
import { shownAddress } from './address.ts';
import { askEndpoint, type EndpointAccess } from './endpoint.ts';
import type { Page } from './page.ts';
import { ACCEPT_PAGE, pageOf } from './page-answer.ts';

/** Reads the metrics that an app exposes. Throws a `CommandFailure` of one line where that is none. */
export async function readPage(url: URL, access: EndpointAccess): Promise<Page> {
  const page = pageOf(await askEndpoint(url, ACCEPT_PAGE, access));
  if (typeof page !== 'string') return page;
  throw new CommandFailure(`${shownAddress(url)} is no metrics page: ${page}`);
}
