import { readFileSync, writeSync } from 'node:fs';
import { DELIVERED, failed, OUT_OF_TIME, type Outcome } from '../../outcome.ts';
import { createTransport } from '../bounded-transport.ts';
import { describeNetworkError } from '../network-error.ts';
import { fromInput } from './input.ts';

const STDIN = 0;
const STDOUT = 1;

/**
 * The program of the process that `postNow` starts: posts what it reads, one request after the other
 * until one fails, and says on stdout how that ended.
 */
async function post(): Promise<Outcome> {
  const { destination, deadlineMs, bodies } = fromInput(readFileSync(STDIN));
  const transport = createTransport(destination);
  // What is sent keeps no process alive.
  const hold = setTimeout(() => {}, deadlineMs - Date.now() + 1000);
  try {
    for (const body of bodies) {
      const left = deadlineMs - Date.now();
      if (left <= 0) return OUT_OF_TIME;
      const { outcome } = await transport.send(body, left);
      if (!outcome.isDelivered) return outcome;
    }
    return DELIVERED;
  } finally {
    clearTimeout(hold);
  }
}

void post()
  .catch((error) => failed(describeNetworkError(error)))
  .then((outcome) => writeSync(STDOUT, JSON.stringify(outcome)));
