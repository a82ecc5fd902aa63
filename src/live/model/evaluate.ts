import type { Expression } from '../../views/expression.ts';
import { added, divided, firstOf, zeroed } from './combine.ts';
import type { History } from './history.ts';
import { type EvaluateOptions, LeafLines } from './leaf.ts';
import type { Line } from './line.ts';

/** An expression's answer, and for what it was given. */
interface Kept {
  readonly options: EvaluateOptions;
  readonly ask: () => readonly Line[];
  version: number;
  lines: readonly Line[];
}

const keptBy = new WeakMap<History, WeakMap<Expression, Kept>>();

/**
 * Answers a question over all of the history's times. Lines stand in the order of their labels.
 * Answers are kept by the expression object: ask with the same one again, and only what is new is
 * worked out; while there is nothing new, the answer is the same array.
 */
export function evaluate(
  expression: Expression,
  history: History,
  options: EvaluateOptions,
): readonly Line[] {
  const answers = keptBy.get(history) ?? new WeakMap<Expression, Kept>();
  keptBy.set(history, answers);
  let kept = answers.get(expression);
  if (kept === undefined || !areSame(kept.options, options)) {
    const ask = asking(expression, history, options);
    kept = { options, ask, version: Number.NaN, lines: [] };
    answers.set(expression, kept);
  }
  if (kept.version !== history.version) {
    kept.lines = kept.ask();
    kept.version = history.version;
  }
  return kept.lines;
}

function areSame(one: EvaluateOptions, other: EvaluateOptions): boolean {
  return one.names === other.names && one.windowMs === other.windowMs;
}

function asking(
  expression: Expression,
  history: History,
  options: EvaluateOptions,
): () => readonly Line[] {
  const answer = (part: Expression) => evaluate(part, history, options);
  switch (expression.ask) {
    case 'divide':
      return () => divided(answer(expression.left), answer(expression.right));
    case 'either':
      return () => firstOf(expression.of.map(answer));
    case 'add':
      return () => added(expression.of.map(answer));
    case 'zero':
      return () => zeroed(answer(expression.of));
    default: {
      const leaf = new LeafLines(expression, options);
      return () => leaf.lines(history);
    }
  }
}
