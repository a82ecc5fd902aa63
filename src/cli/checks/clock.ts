import type { Context } from '../doctor/context.ts';
import { type Check, fail, ok, skip, type Verdict, warn } from '../doctor/finding.ts';

const SECOND_MS = 1000;
/** A header knows whole seconds, and an answer takes its time. */
const TOLERATED_MS = 5 * SECOND_MS;
const FAR_MS = 300 * SECOND_MS;

const SYNCHRONISE = 'switch time synchronisation on there: timedatectl set-ntp true, or chrony';

/** Whether the clocks of the app, of Prometheus and of this machine agree. */
export const clockCheck: Check = {
  id: 'clock',
  title: 'Clocks agree',
  group: 'App',
  run(context): readonly Verdict[] {
    const clocks = [appClock(context), prometheusClock(context)].filter((one) => one !== undefined);
    if (clocks.length === 0) return [skip('nobody told a time')];
    return clocks.map(verdictOf);
  },
};

interface Clock {
  readonly whose: string;
  /** Ahead of this machine's where it is above 0. */
  readonly aheadMs: number;
}

function verdictOf({ whose, aheadMs }: Clock): Verdict {
  const off = Math.abs(aheadMs);
  if (off <= TOLERATED_MS) return ok(`the clock of ${whose} agrees with this machine's`);
  const what = `the clock of ${whose} is ${spanOf(off)} ${aheadMs > 0 ? 'ahead of' : 'behind'} this machine's`;
  return off >= FAR_MS
    ? fail(`${what}: what is pushed is refused, and times in metrics are wrong`, SYNCHRONISE)
    : warn(`${what}: times in metrics are off by that`, SYNCHRONISE);
}

/** The agent's own word, else the header of its answers. */
function appClock({ agent, agentAnswer, pageRead }: Context): Clock | undefined {
  const whose = 'the app';
  if (agent !== undefined && agentAnswer !== undefined && Number.isFinite(agent.timeMs)) {
    return { whose, aheadMs: agent.timeMs - agentAnswer.middleMs };
  }
  if (pageRead?.dateMs === undefined) return undefined;
  return { whose, aheadMs: pageRead.dateMs - pageRead.middleMs };
}

function prometheusClock({ prometheus }: Context): Clock | undefined {
  const clock = prometheus?.clock;
  return clock && { whose: 'Prometheus', aheadMs: clock.timeMs - clock.hereMs };
}

function spanOf(ms: number): string {
  const seconds = Math.round(ms / SECOND_MS);
  return seconds < 120 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}
