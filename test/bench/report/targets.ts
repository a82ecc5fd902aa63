import { multiple, quantity, spread } from './format.ts';
import { BARE, BARE_AGAIN, type Group, OURS, type Row } from './result.ts';
import { TARGETS, type Target } from './target-table.ts';

/** A line of the table of targets, in words. */
export interface Outcome {
  readonly what: string;
  readonly target: string;
  readonly reached: string;
  readonly ratio: string;
  readonly spread: string;
  readonly peers: string;
  readonly met: boolean;
}

/** What came of each target whose group was measured. */
export function outcomes(
  groups: readonly Group[],
  targets: readonly Target[] = TARGETS,
): readonly Outcome[] {
  return targets.flatMap((target) => {
    const group = groups.find(({ id }) => id === target.group);
    const ours = group?.rows.find(({ variant }) => variant === (target.row ?? OURS));
    return group === undefined || ours === undefined ? [] : [outcome(target, group, ours)];
  });
}

export const OUTCOME_COLUMNS = [
  '',
  'target',
  'reached',
  'ratio',
  'spread',
  'peers',
  'met',
] as const;

export function outcomeCells(outcome: Outcome): readonly string[] {
  const { what, target, reached, ratio, peers, met } = outcome;
  return [what, target, reached, ratio, outcome.spread, peers, met ? 'yes' : 'no'];
}

/** The outcomes for a terminal, one below the other. */
export function targetLines(groups: readonly Group[]): readonly string[] {
  const all = outcomes(groups);
  if (all.length === 0) return [];
  const width = Math.max(...all.map(({ what }) => what.length));
  return [
    'Targets',
    ...all.map(({ what, target, reached, ratio, met }) => {
      const found = [reached, ratio].filter((text) => text !== '').join(', ');
      return `  ${met ? '✓' : '✗'} ${what.padEnd(width)}   ${target}: ${found}`;
    }),
  ];
}

function outcome(target: Target, group: Group, ours: Row): Outcome {
  const inUnit = (value: number) => quantity(value, group.unit);
  const common = {
    what: target.what,
    reached: inUnit(ours.figure.median),
    peers: peersOf(group, ours),
  };
  const { goal } = target;
  switch (goal.kind) {
    case 'times bare': {
      const ratio = ours.ratio ?? ours.figure;
      return {
        ...common,
        target: `at most ${multiple(goal.atMost)} bare`,
        ratio: `${multiple(ratio.median)} bare`,
        spread: spread(ratio, multiple),
        met: ratio.median <= goal.atMost,
      };
    }
    case 'times less': {
      const ratio = group.rows.find(({ variant }) => variant === goal.than)?.ratio;
      return {
        ...common,
        target: `${goal.than} at least ${goal.atLeast} × as much`,
        ratio: ratio === undefined ? '' : `${goal.than} ${multiple(ratio.median)}`,
        spread: ratio === undefined ? '' : spread(ratio, multiple),
        met: ratio !== undefined && ratio.median >= goal.atLeast,
      };
    }
    case 'figure':
      return {
        ...common,
        target: `below ${inUnit(goal.below)}`,
        ratio: '',
        spread: spread(ours.figure, inUnit),
        met: ours.figure.median < goal.below,
      };
    case 'none':
      return {
        ...common,
        target: 'none beyond the spread',
        ratio: '',
        spread: spread(ours.figure, inUnit),
        met: ours.figure.low <= 0 && ours.figure.high >= 0,
      };
  }
}

/** Everyone's figure but ours and bare's; against bare where that's how the group is read. */
function peersOf({ rows, unit }: Group, ours: Row): string {
  const toBare = ours.ratio?.to === BARE && unit === 'µs';
  return rows
    .filter(({ variant }) => ![BARE, BARE_AGAIN].includes(variant) && !variant.startsWith(OURS))
    .filter(({ variant }) => variant !== ours.variant)
    .map(({ variant, figure, ratio }) => {
      const value =
        toBare && ratio !== undefined ? multiple(ratio.median) : quantity(figure.median, unit);
      return `${variant} ${value}`;
    })
    .join(', ');
}
