// Listens, stays for a moment, and ends: what a preload puts off until later counts as well.
'use strict';
const http = require('node:http');
const { writeSync } = require('node:fs');

const STAYS_MS = 100;
const STDOUT = 1;

http
  .createServer(() => {})
  .listen(0, '127.0.0.1', () => {
    const listeningMs = performance.now();
    setTimeout(() => {
      const { user, system } = process.cpuUsage();
      const rssBytes = process.memoryUsage.rss();
      writeSync(STDOUT, JSON.stringify({ listeningMs, cpuMs: (user + system) / 1000, rssBytes }));
      process.exit();
    }, STAYS_MS);
  });
