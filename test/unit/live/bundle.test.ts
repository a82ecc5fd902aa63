import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '../../..');
const LIVE = join(ROOT, 'dist/live');

/** What a browser loads, in all. */
const MOST_BYTES = 150_000;

describe('the live page as it is built', () => {
  it('is small: page, script and style together', () => {
    const files = readdirSync(LIVE);
    expect(files.sort()).toEqual(['page.css', 'page.html', 'page.js']);
    const bytes = files.reduce((sum, file) => sum + statSync(join(LIVE, file)).size, 0);
    expect(bytes).toBeLessThan(MOST_BYTES);
  });

  it('has nothing inline that its content security policy would refuse', () => {
    const html = readFileSync(join(LIVE, 'page.html'), 'utf8');
    expect(html).not.toMatch(/<style|\sstyle=|\son\w+=/);
    expect(html.match(/<script[^>]*>/g)).toEqual(['<script type="module" src="/live/page.js">']);
    expect(html.match(/https?:\/\/(?!www\.w3\.org)/g)).toBeNull();
  });

  it('makes no markup of text', () => {
    const sources = readdirSync(join(ROOT, 'src/live'), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .map((file) => readFileSync(join(ROOT, 'src/live', file), 'utf8'));
    const markup = /innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|srcdoc|eval\(/;
    expect(sources.filter((source) => markup.test(source))).toEqual([]);
  });
});
