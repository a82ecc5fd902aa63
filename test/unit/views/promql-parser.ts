import { parser } from '@prometheus-io/lezer-promql';

/** Where PromQL is no PromQL; nothing where it is. */
export function syntaxErrors(query: string): string[] {
  const errors: string[] = [];
  parser.parse(query).iterate({
    enter({ type, from, to }) {
      if (type.isError) errors.push(`at ${from}: ${query.slice(from, to + 20)}`);
    },
  });
  return errors;
}

/** The parser takes a name that every object of JavaScript has for a word of PromQL's. */
export function confusesParser(name: string): boolean {
  return name in {};
}
