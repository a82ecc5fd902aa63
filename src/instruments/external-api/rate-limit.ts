import type { ReadHeader } from './headers.ts';

const TOO_MANY_REQUESTS = 429;

/** How services say how many calls are left; the first one that is there counts. */
const REMAINING = [
  // Drafts of the IETF up to the sixth; GitLab.
  'ratelimit-remaining',
  // GitHub, Discord, Atlassian and most others.
  'x-ratelimit-remaining',
  // X.
  'x-rate-limit-remaining',
  // OpenAI and who answers as it does.
  'x-ratelimit-remaining-requests',
  // RapidAPI.
  'x-ratelimit-requests-remaining',
  'anthropic-ratelimit-requests-remaining',
];

const COUNT = /^\d+(\.\d+)?$/;
/** `"default";r=50;t=30` of the IETF's drafts since the eighth, `remaining=50` of the seventh. */
const POLICY_REMAINS = /(?:^|[;,])\s*(?:r|remaining)=(\d+)/g;
const QUOTED = /"[^"]*"/g;

/**
 * How many calls a service still takes, by the headers of an answer; of several limits the tightest.
 * None where it refuses this one (429) and says when to come again, whichever limit it was.
 */
export function remainingOf(status: number | undefined, header: ReadHeader): number | undefined {
  if (status === TOO_MANY_REQUESTS && header('retry-after') !== undefined) return 0;
  for (const name of REMAINING) {
    const counts = (header(name) ?? '').split(',').map((text) => text.trim());
    const remaining = tightest(counts.filter((text) => COUNT.test(text)));
    if (remaining !== undefined) return remaining;
  }
  const policies = (header('ratelimit') ?? '').replaceAll(QUOTED, '');
  return tightest([...policies.matchAll(POLICY_REMAINS)].map(([, count]) => count));
}

function tightest(counts: readonly unknown[]): number | undefined {
  return counts.length === 0 ? undefined : Math.min(...counts.map(Number));
}
