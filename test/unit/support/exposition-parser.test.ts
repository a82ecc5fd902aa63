import { describe, expect, it } from 'vitest';
import type { NameRules } from '../../support/exposition-line.ts';
import { parseExposition } from '../../support/exposition-parser.ts';

const INF = 'h_bucket{le="+Inf"} 1\n';

/** Each is wrong in one way. */
const BROKEN: readonly [what: string, page: string, names?: NameRules][] = [
  ['a last line without its end', '# TYPE a gauge\na 1'],
  ['an empty line', '# TYPE a gauge\n\na 1\n'],
  ['a comment', '# comment\n# TYPE a gauge\na 1\n'],
  ['the end of the other format', '# TYPE a gauge\na 1\n# EOF\n'],
  ['a unit', '# TYPE a_s gauge\n# UNIT a_s s\na_s 1\n'],
  ['a type twice', '# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE a gauge\na{x="1"} 1\n'],
  ['help after the type', '# TYPE a gauge\n# HELP a x\na 1\n'],
  ['help of another', '# HELP b x\n# TYPE a gauge\na 1\n'],
  ['help alone', '# TYPE a gauge\na 1\n# HELP b x\n'],
  ['a bad escape in help', '# HELP a \\t\n# TYPE a gauge\na 1\n'],
  ['a type of the other format', '# TYPE a unknown\na 1\n'],
  ['no type', 'a 1\n'],
  ['no sample', '# TYPE a gauge\n'],
  ['a sample of another', '# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na{x="1"} 1\n'],
  ['a sample twice', '# TYPE a gauge\na{x="1",y="2"} 1\na{y="2",x="1"} 1\n'],
  ['a name of two metrics', `# TYPE h histogram\n${INF}h_sum 1\nh_count 1\n# TYPE h_sum gauge\n`],
  ['a label twice', '# TYPE a gauge\na{x="1",x="2"} 1\n'],
  ['an empty label', '# TYPE a gauge\na{x=""} 1\n'],
  ['empty braces', '# TYPE a gauge\na{} 1\n'],
  ['a reserved label', '# TYPE a gauge\na{__x="1"} 1\n'],
  ['a name as a label', '# TYPE a gauge\na{__name__="1"} 1\n', 'escaped'],
  ['a bad escape', '# TYPE a gauge\na{x="\\t"} 1\n'],
  ['a comma too many', '# TYPE a gauge\na{x="1",} 1\n'],
  ['a time', '# TYPE a gauge\na 1 1520879607789\n'],
  ['a number in other words', '# TYPE a gauge\na Infinity\n'],
  ['half a character', '# TYPE a gauge\na{x="\ud800"} 1\n'],
  ['a histogram without a sum', `# TYPE h histogram\n${INF}h_count 1\n`],
  ['a histogram without +Inf', '# TYPE h histogram\nh_bucket{le="1"} 1\nh_sum 1\nh_count 1\n'],
  ['a bucket without le', `# TYPE h histogram\nh_bucket 1\n${INF}h_sum 1\nh_count 1\n`],
  ['bounds that fall', `# TYPE h histogram\n${INF}h_bucket{le="1"} 1\nh_sum 1\nh_count 1\n`],
  ['counts that fall', `# TYPE h histogram\nh_bucket{le="1"} 2\n${INF}h_sum 1\nh_count 1\n`],
  ['two counts', `# TYPE h histogram\n${INF}h_sum 1\nh_count 2\n`],
  ['a dot', '# TYPE a.b gauge\na.b 1\n', 'utf-8'],
  ['quotes where there are none', '# TYPE "a.b" gauge\n{"a.b"} 1\n'],
  ['no name in the braces', '# TYPE "a.b" gauge\n{x="1"} 1\n', 'utf-8'],
  ['a name behind a label', '# TYPE "a.b" gauge\n{x="1","a.b"} 1\n', 'utf-8'],
  ['a name that ends the page for Prometheus', '# TYPE "\0" gauge\n{"\0"} 1\n', 'utf-8'],
  ['an empty name', '# TYPE "" gauge\n{""} 1\n', 'utf-8'],
  ['a quoted label without its value', '# TYPE "a.b" gauge\n{"a.b","c.d"} 1\n', 'utf-8'],
];

describe('the strict reader of the text format', () => {
  it('takes a page of version 0.0.4 that is right', () => {
    const page = `# HELP h A "text"\\n\\\\\n# TYPE h histogram\n${INF}h_sum 1.5\nh_count 1\n`;
    expect(parseExposition(page)).toEqual([
      {
        name: 'h',
        type: 'histogram',
        help: 'A "text"\n\\',
        samples: [
          { name: 'h_bucket', labels: { le: '+Inf' }, value: 1 },
          { name: 'h_sum', labels: {}, value: 1.5 },
          { name: 'h_count', labels: {}, value: 1 },
        ],
      },
    ]);
  });

  it('takes a page of version 1.0.0 that is right', () => {
    const page =
      '# HELP "a \\"b\\"" x\n# TYPE "a \\"b\\"" gauge\n{"a \\"b\\"","c.d"="1",e="}"} 1\n{"a \\"b\\""} NaN\n';
    expect(parseExposition(page, 'utf-8')).toEqual([
      {
        name: 'a "b"',
        type: 'gauge',
        help: 'x',
        samples: [
          { name: 'a "b"', labels: { 'c.d': '1', e: '}' }, value: 1 },
          { name: 'a "b"', labels: {}, value: Number.NaN },
        ],
      },
    ]);
  });

  it.each(BROKEN)('refuses %s', (_, page, names) => {
    expect(() => parseExposition(page, names)).toThrow();
  });
});
