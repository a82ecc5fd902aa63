import { afterAll } from 'vitest';
import { stopApps } from './app-process.ts';

// Set up for every test file.
afterAll(stopApps);
