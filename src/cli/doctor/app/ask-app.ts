import { isLoopbackName } from '../../../server/loopback.ts';
import { type Asked, ask, isAnswered, jsonOf, type Unanswered } from '../../ask.ts';
import { besidePage } from '../../page/address.ts';
import type { Page } from '../../page/page.ts';
import { ACCEPT_PAGE, pageOf } from '../../page/page-answer.ts';
import type { Context, EndpointView, PageOutcome } from '../context.ts';
import { placeOf } from '../prometheus/addresses.ts';
import { readAgentReport } from './agent-answer.ts';
import { createAppPage } from './app-page.ts';
import { readHealth } from './health-answer.ts';
import { findPortHolder } from './port-holder.ts';
import { readStats } from './stats-answer.ts';

export type AppView = Pick<
  Context,
  'endpoint' | 'page' | 'pageRead' | 'agent' | 'stats' | 'health' | 'agentAnswer'
>;

export interface AskAppOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** All metrics of any app that one looks at. */
const STATS = '?limit=1000';

/** Asks the endpoint for its page, and the agent for what it knows. */
export async function askApp(url: URL, options: AskAppOptions): Promise<AppView> {
  const headers = { ...options.headers, accept: ACCEPT_PAGE };
  const answer = await ask(url.href, { ...options, headers });
  // Who does not answer at all is not asked again: each time would take as long.
  const beside = async (path: string) =>
    !isAnswered(answer) ? answer : ask(besidePage(url, path).href + queryOf(path), options);
  // What stats and health say rests on the page that was asked for just now.
  const agent = await beside('/agent');
  const stats = readStats(jsonOf(await beside('/metrics/stats')));
  const health = readHealth(answeredJson(await beside('/metrics/health')));
  const { page, outcome } = readPage(answer);
  const { host, port } = placeOf(url);
  const report = readAgentReport(jsonOf(agent));
  const isStrange = page === undefined && isAnswered(answer) && isLoopbackName(host);
  const endpoint: EndpointView = {
    ...{ origin: url.origin, host, port, path: url.pathname, outcome },
    ...(isStrange && { holder: await findPortHolder(port) }),
  };
  return {
    ...{ endpoint, stats, health, agent: report },
    page: page && createAppPage(page, stats),
    pageRead: isAnswered(answer) ? answer : undefined,
    agentAnswer: isAnswered(agent) ? agent : undefined,
  };
}

function queryOf(path: string): string {
  return path === '/metrics/stats' ? STATS : '';
}

/** Health says with 503 what is wrong. */
function answeredJson(answer: Asked | Unanswered): unknown {
  return isAnswered(answer) && answer.status === 503
    ? jsonOf({ ...answer, status: 200 })
    : jsonOf(answer);
}

function readPage(answer: Asked | Unanswered): {
  readonly page?: Page;
  readonly outcome: PageOutcome;
} {
  if (!isAnswered(answer)) return { outcome: { state: 'unreachable', ...answer } };
  const { status, text, seconds } = answer;
  if (status !== 200) return { outcome: { state: 'status', status, text: firstLine(text) } };
  const page = pageOf(answer);
  return typeof page === 'string'
    ? { outcome: { state: 'no-page', why: page } }
    : { page, outcome: { state: 'page', seconds, bytes: Buffer.byteLength(text) } };
}

const LONGEST_LINE = 120;

function firstLine(text: string): string {
  return (text.trim().split('\n')[0] ?? '').slice(0, LONGEST_LINE);
}
