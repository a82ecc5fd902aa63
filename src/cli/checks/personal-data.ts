import { sensitiveNameReason } from '../../instruments/guard/sensitive-names.ts';
import { sensitiveKind } from '../../instruments/guard/sensitive-values.ts';
import type { AppPage } from '../doctor/app/app-page.ts';
import { leaveOut } from '../doctor/app/leave-out.ts';
import type { Context } from '../doctor/context.ts';
import { type Check, fail, firstFew, orOk, skip, type Verdict, warn } from '../doctor/finding.ts';
import type { PageFamily } from '../page/page.ts';

/** What the guard of declared instruments writes instead. */
const REDACTED = '_REDACTED';
/** Labels of automatic metrics that name servers, which may be addresses and have odd names. */
const OF_SERVERS =
  /^(server_|network_|db_namespace$|db_client_connection_pool_name$|url_template$|otel_scope_|service$|database$|host$)/;
/** A version of something is no address. */
const OF_SCOPES = /^otel_scope_/;

/** Whether labels have what belongs on no page, by value or by name. */
export const personalDataCheck: Check = {
  id: 'personal-data',
  title: 'No personal data in labels',
  group: 'Metrics',
  run(context): readonly Verdict[] {
    const { page } = context;
    if (page === undefined) return [skip('there is no page')];
    const found = page.metrics.flatMap((family) => verdictsOf(family, page, context));
    return orOk(firstFew(found), 'no label value looks like personal data or a secret');
  },
};

function verdictsOf(family: PageFamily, page: AppPage, context: Context): readonly Verdict[] {
  const isOwn = page.own.includes(family);
  const names = new Set(family.series.flatMap(({ labels }) => Object.keys(labels)));
  return [...names]
    .filter((label) => !(isOwn ? OF_SCOPES : OF_SERVERS).test(label))
    .flatMap((label) => verdictOf({ family, label, isOwn }, context));
}

interface LabelOf {
  readonly family: PageFamily;
  readonly label: string;
  readonly isOwn: boolean;
}

function verdictOf({ family, label, isOwn }: LabelOf, context: Context): readonly Verdict[] {
  const values = new Set(family.series.map(({ labels }) => labels[label] ?? ''));
  const out = leaveOut(family.name, label, context);
  const kind = firstKind(values);
  // Never the value itself: what is printed here may end in a log.
  if (kind !== undefined) {
    return [
      fail(
        `${family.name}: a value of label '${label}' looks like ${kind}`,
        `what Prometheus has stored stays there; ${out}`,
      ),
    ];
  }
  if (values.has(REDACTED)) {
    return [
      warn(
        `${family.name}: label '${label}' is given personal data or secrets, which ${REDACTED} replaces`,
        `where the values are meant: ACME_METRICS_ALLOWED_LABEL_VALUES='${label}=<pattern>'; else ${out}`,
      ),
    ];
  }
  const reason = isOwn ? sensitiveNameReason(label) : undefined;
  return reason === undefined
    ? []
    : [
        warn(
          `${family.name}: the label '${label}' ${reason}`,
          'a label is for few values that everybody may see: leave it out, or name what it groups by',
        ),
      ];
}

function firstKind(values: ReadonlySet<string>): string | undefined {
  for (const value of values) {
    const kind = value === REDACTED ? undefined : sensitiveKind(value);
    if (kind !== undefined) return kind;
  }
  return undefined;
}
