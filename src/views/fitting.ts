import type { Expression, Subject } from './expression.ts';
import type { Panel, Section } from './panel.ts';

/** Whether an app has a metric. */
export type Has = (subject: Subject) => boolean;

/** What an app can answer of a question; of several ways to answer it those that it has. */
export function fitExpression(expression: Expression, has: Has): Expression | undefined {
  switch (expression.ask) {
    case 'divide': {
      const [left, right] = [
        fitExpression(expression.left, has),
        fitExpression(expression.right, has),
      ];
      return left && right && { ...expression, left, right };
    }
    case 'zero': {
      const of = fitExpression(expression.of, has);
      return of && { ...expression, of };
    }
    case 'either':
    case 'add': {
      const of = expression.of.flatMap((one) => fitExpression(one, has) ?? []);
      return of.length > 1 ? { ...expression, of } : of[0];
    }
    default:
      return has(expression.of) ? expression : undefined;
  }
}

/** The panel with the queries that an app can answer; nothing where it can answer none. */
export function fitPanel(panel: Panel, has: Has): Panel | undefined {
  const queries = panel.queries.flatMap((one) => {
    const expression = fitExpression(one.expression, has);
    return expression === undefined ? [] : [{ ...one, expression }];
  });
  return queries.length === 0 ? undefined : { ...panel, queries };
}

/** The section with the panels that an app can answer; nothing where it can answer none. */
export function fitSection(section: Section, has: Has): Section | undefined {
  const panels = section.panels.flatMap((panel) => fitPanel(panel, has) ?? []);
  return panels.length === 0 ? undefined : { ...section, panels };
}
