import type { Resource } from '../pipeline/resource.ts';
import { labelText } from './labels.ts';
import type { Naming } from './naming.ts';

/** The one name on the page that no instrument may have. */
export const TARGET_INFO = 'target_info';

/** The resource as a gauge that is always 1, its attributes as labels; nothing without any. */
export function renderTargetInfo(resource: Resource, naming: Naming): string {
  const labels = labelText(Object.entries(resource), naming);
  if (labels === '') return '';
  return (
    `# HELP ${TARGET_INFO} Attributes of the process that these metrics come from.\n` +
    `# TYPE ${TARGET_INFO} gauge\n` +
    `${TARGET_INFO}{${labels}} 1\n`
  );
}
