import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';

/** The one that is chosen at the top of a dashboard. */
// biome-ignore lint/suspicious/noTemplateCurlyInString: a variable of Grafana
export const DATASOURCE: DataSourceRef = { type: 'prometheus', uid: '${datasource}' };
