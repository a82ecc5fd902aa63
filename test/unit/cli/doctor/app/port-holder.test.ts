import { createServer } from 'node:net';
import { describe, expect, it } from 'vitest';
import { findPortHolder, isPortFree } from '../../../../../src/cli/doctor/app/port-holder.ts';

describe('who has a port', () => {
  it.runIf(process.platform === 'linux')('is found by the system, with its pid', async () => {
    const server = createServer((socket) => socket.destroy());
    const port = await new Promise<number>((resolve) => {
      server.listen(0, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
      });
    });
    expect(await isPortFree(port, 'localhost')).toBe(false);
    expect(await findPortHolder(port)).toMatchObject({ isAgent: false, pid: process.pid });
    await new Promise((resolve) => server.close(resolve));
    expect(await isPortFree(port, 'localhost')).toBe(true);
  });
});
