import type { Section } from './panel.ts';
import { AGENT } from './sections/agent.ts';
import { AI } from './sections/ai.ts';
import { BUSINESS } from './sections/business.ts';
import { CACHE_AND_QUEUE } from './sections/cache-and-queue.ts';
import { DATABASE } from './sections/database.ts';
import { HTTP_CLIENTS } from './sections/http-clients.ts';
import { RUNTIME } from './sections/runtime.ts';
import { SERVICE } from './sections/service.ts';

/** What there is to look at: each is a dashboard and a part of the live page, in this order. */
export const SECTIONS: readonly Section[] = [
  SERVICE,
  HTTP_CLIENTS,
  DATABASE,
  CACHE_AND_QUEUE,
  RUNTIME,
  AI,
  BUSINESS,
  AGENT,
];
