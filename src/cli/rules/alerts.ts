import type { AlertGroup } from './alert.ts';
import { DATABASE_ALERTS } from './alerts/database.ts';
import { HTTP_ALERTS } from './alerts/http.ts';
import { PARTNER_ALERTS } from './alerts/partners.ts';
import { QUEUE_AND_CACHE_ALERTS } from './alerts/queues-and-caches.ts';
import { RUNTIME_ALERTS } from './alerts/runtime.ts';
import { SCRAPING_ALERTS } from './alerts/scraping.ts';

/** Every alert, in the order of the rule file and of docs/alerts.md. */
export const ALERT_GROUPS: readonly AlertGroup[] = [
  HTTP_ALERTS,
  RUNTIME_ALERTS,
  DATABASE_ALERTS,
  QUEUE_AND_CACHE_ALERTS,
  PARTNER_ALERTS,
  SCRAPING_ALERTS,
];
