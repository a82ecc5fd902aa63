import type { Collection } from '../../pipeline/collection.ts';
import type { Family } from '../../store/family.ts';
import type { Group, PageOptions } from '../group.ts';
import type { ReportNotice } from '../notice.ts';
import { createPageWalk, type TargetInfo } from '../page-walk.ts';
import type { PAUSE } from '../slice.ts';
import { inSlices, type WritePage } from '../text.ts';
import { JsonFamily } from './family.ts';
import { type FamilyOf, writeGroup, writeTargetInfo } from './group.ts';

/**
 * A writer of metrics in JSON, for people and programs that ask for one of them: names, labels and
 * numbers as on the page, in Prometheus's words. Nothing at all is written where there is no metric.
 *
 *     {"collectedAt":"2026-01-02T03:04:05.678Z","metrics":[
 *       {"name":"jobs_total","type":"counter","unit":"","help":"Jobs.","series":[
 *         {"labels":{"queue":"mail"},"value":3,"created":1767323045.678}]}]}
 *
 * Numbers that JSON lacks are texts, as in Prometheus's HTTP API: `"NaN"`, `"+Inf"`, `"-Inf"`. Times
 * are seconds since the epoch. Only what labels are called is kept for the next page.
 */
export function createJsonWriter(options: PageOptions): WritePage {
  const known = new WeakMap<Family, JsonFamily>();
  const familyOf: FamilyOf = (family) => {
    const one = known.get(family) ?? new JsonFamily(family, options);
    known.set(family, one);
    return one;
  };
  const walk = createPageWalk(options);
  function* metrics(collection: Collection, names: readonly string[]) {
    const collectedAt = new Date(collection.timeMs).toISOString();
    const begin = `{"collectedAt":"${collectedAt}","metrics":[`;
    let isEmpty = true;
    const open = () => {
      const separator = isEmpty ? begin : ',';
      isEmpty = false;
      return separator;
    };
    const parts = {
      targetInfo: (info: TargetInfo) => open() + writeTargetInfo(info),
      group: (group: Group, report: ReportNotice) => writeGroup(group, { report, familyOf, open }),
    };
    yield* walk<string | typeof PAUSE>({ collection, names }, parts);
    if (!isEmpty) yield ']}\n';
  }
  return (collection, names = []) => inSlices(metrics(collection, names), '');
}
