import { createRequire } from 'node:module';
import type { AgentPart } from './agent.ts';
import { detectRole } from './process-role.ts';
import { runningAgent } from './registry.ts';

// What the door does on a supported Node: starts the agent where it has something to serve. This is
// a bundle by itself, so that a tool that starts the app loads no more than this.
if (runningAgent() === undefined && detectRole() === 'app') {
  const agent = createRequire(import.meta.filename)('./agent.cjs') as AgentPart;
  agent.startPreloaded();
}
