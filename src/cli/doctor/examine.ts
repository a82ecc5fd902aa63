import { describeError } from '../../foundation/guard.ts';
import { legible } from '../legible.ts';
import { CHECKS } from './catalog.ts';
import type { Context } from './context.ts';
import type { Check, Finding, Verdict } from './finding.ts';

/** Makes every check; one that fails itself says so and holds up no other. */
export async function examine(context: Context): Promise<readonly Finding[]> {
  const findings: Finding[] = [];
  for (const check of CHECKS) {
    const verdicts = await made(check, context);
    findings.push(...verdicts.map((verdict) => ({ check: check.id, ...safe(verdict) })));
  }
  return findings;
}

async function made(check: Check, context: Context): Promise<readonly Verdict[]> {
  try {
    return await check.run(context);
  } catch (error) {
    return [{ status: 'skip', what: `the check itself failed: ${describeError(error)}` }];
  }
}

const LONGEST_LINE = 500;

/** Much of it comes from elsewhere: pages, files, answers. */
function safe({ status, what, fix }: Verdict): Verdict {
  return {
    status,
    what: legible(what).slice(0, LONGEST_LINE),
    ...(fix !== undefined && { fix: fix.split('\n').map(legible).join('\n') }),
  };
}
