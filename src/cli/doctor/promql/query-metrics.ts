import { parser } from '@prometheus-io/lezer-promql';

/** What an expression of PromQL is about. */
export type ReadQuery =
  | { readonly metrics: readonly string[] }
  /** Where it stops being PromQL. */
  | { readonly problem: string };

type Node = ReturnType<typeof parser.parse>['topNode'];

/**
 * The names of the metrics that an expression asks for, from its syntax tree. One that is chosen by
 * a regular expression is left out, since it has no name of its own, unless it is a plain list.
 */
export function readQuery(text: string): ReadQuery {
  if (text.trim() === '') return { problem: 'it is empty' };
  const { topNode } = parser.parse(text);
  const metrics = new Set<string>();
  let broken: Node | undefined;
  topNode.cursor().iterate(({ node }) => {
    if (node.type.isError) broken ??= node;
    if (node.name === 'VectorSelector') for (const name of namesOf(node, text)) metrics.add(name);
  });
  return broken === undefined
    ? { metrics: [...metrics] }
    : { problem: describePlace(text, broken.from) };
}

function describePlace(text: string, at: number): string {
  const rest = text.slice(at).trim().split('\n')[0] ?? '';
  return rest === ''
    ? 'it ends too early: a bracket or a value is missing'
    : `it is not understood from '${rest.slice(0, 40)}' on`;
}

function namesOf(selector: Node, text: string): readonly string[] {
  const identifier = selector.getChild('Identifier');
  if (identifier !== null) return [textOf(identifier, text)];
  const matchers = selector.getChild('LabelMatchers');
  const quoted = matchers?.getChild('QuotedLabelName') ?? null;
  if (quoted !== null) return [unquoted(textOf(quoted, text))];
  return matchers?.getChildren('UnquotedLabelMatcher').flatMap((node) => nameOf(node, text)) ?? [];
}

/** Of `__name__="…"`, and of a list of names such as `__name__=~"a|b"`. */
function nameOf(matcher: Node, text: string): readonly string[] {
  const [label, value] = [matcher.getChild('LabelName'), matcher.getChild('StringLiteral')];
  if (label === null || value === null || textOf(label, text) !== '__name__') return [];
  const operator = matcher.getChild('MatchOp');
  const how = operator === null ? '' : textOf(operator, text);
  const name = unquoted(textOf(value, text));
  if (how === '=') return [name];
  return how === '=~' && /^[\w:|]+$/.test(name) ? name.split('|').filter(Boolean) : [];
}

function textOf({ from, to }: Node, text: string): string {
  return text.slice(from, to);
}

function unquoted(literal: string): string {
  return literal.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
