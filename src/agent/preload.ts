import { requireChunk } from '../foundation/chunks.ts';
import { attempt } from '../foundation/guard.ts';
import type { AgentChunk } from './agent.ts';
import { detectRole } from './process-role.ts';
import { runningAgent } from './registry.ts';

/** What the door does on a supported Node: starts the agent where it has something to serve. */
attempt('observer_error', 'starting the agent', () => {
  if (runningAgent() !== undefined || detectRole() !== 'app') return;
  requireChunk<AgentChunk>('agent').startAgent({ announce: true });
});
