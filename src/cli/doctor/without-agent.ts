import type { Context } from './context.ts';

/** Why nothing of the inside of the app is known. */
export function withoutAgent({ agentAnswer, endpoint, page }: Context): string {
  if (agentAnswer === undefined || page === undefined)
    return 'not known: the endpoint did not answer';
  switch (agentAnswer.status) {
    case 401:
      return 'not known: the agent tells it with its token only';
    case 404:
      return `not known: the agent tells it on loopback or with a token; run this beside the app, or set ACME_METRICS_BEARER_TOKEN_FILE (${endpoint.origin}/agent answers 404)`;
    default:
      return `not known: ${endpoint.origin}/agent does not tell it`;
  }
}
