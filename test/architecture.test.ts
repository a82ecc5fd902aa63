import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..');
const SRC = join(ROOT, 'src');

/** Folders that one of `src` may import (docs/architecture.md): one way, siblings never. */
const BELOW = {
  foundation: [],
  config: ['foundation'],
  store: ['config', 'foundation'],
  pipeline: ['store', 'config', 'foundation'],
  exposition: ['pipeline', 'store', 'config', 'foundation'],
  instruments: ['pipeline', 'store', 'config', 'foundation'],
  instrumentations: ['pipeline', 'store', 'config', 'foundation'],
  otlp: ['pipeline', 'store', 'config', 'foundation'],
  views: ['exposition', 'config', 'foundation'],
  // Runs in a browser: what it takes from elsewhere is types, names and questions.
  live: ['views', 'exposition', 'config'],
  server: ['exposition', 'pipeline', 'store', 'config', 'foundation'],
  agent: [
    ...['server', 'otlp', 'exposition', 'instruments', 'instrumentations'],
    ...['pipeline', 'store', 'config', 'foundation'],
  ],
  cli: [
    ...['views', 'server', 'exposition', 'instruments', 'pipeline', 'store'],
    ...['config', 'foundation'],
  ],
} as const;

/** Public doors: `src/index.ts` and `register/`. */
const DOORS = ['index.ts', join('..', 'register', 'index.cts')];
const DOOR_LINES = 120;
const FILE_LINES = 300;

interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly folder: string;
}

const files = sourceFiles();

describe('imports', () => {
  it.each(files)('$path imports one way', ({ path, text, folder }) => {
    const allowed = folder === '' ? Object.keys(BELOW) : [folder, ...allowedBelow(folder)];
    const targets = importedFiles(path, text).map((file) => folderOf(relative(SRC, file)));
    expect(targets.filter((target) => !allowed.includes(target))).toEqual([]);
  });

  it('have no cycle between files', () => {
    expect(cycles(files)).toEqual([]);
  });
});

/** What only some places may touch: text that gives it away, and where it may stand. */
const GUARDED = [
  { what: 'process.env', pattern: /\bprocess\s*\.\s*env\b/, allowed: /^config\// },
  {
    what: 'process.on',
    pattern:
      /\bprocess(Events)?\s*\.\s*(on|once|addListener|prepend(Once)?Listener)\b|\bEventEmitter\s*\.\s*prototype\b/,
    // The command line is a process of its own, which Ctrl-C ends in order.
    allowed: /^(agent\/|cli\/main\.ts$)/,
  },
  { what: 'console', pattern: /\bconsole\s*\./, allowed: /^never$/ },
  {
    what: 'process.stderr and stdout',
    pattern: /\bprocess\s*\.\s*std(err|out)\b/,
    // The program's own process; the agent's is the host's.
    allowed: /^cli\/output\.ts$/,
  },
  {
    what: 'node:http',
    pattern:
      /(import (?!type)[^;]*from '(node:)?https?'|(getBuiltinModule|require)\('(node:)?https?'\))/,
    // The engine shows both modules to upstream's hooks.
    allowed: /^(server\/|otlp\/|instrumentations\/http\/http-engine\.ts$)/,
  },
  {
    what: 'signals and exits',
    // Called, or kept for later.
    pattern: /\bprocess\s*\.\s*(exit|kill|abort|reallyExit)\s*[^\w\s]|process\s*\.\s*exitCode\s*=/,
    // Where a signal is raised again that nobody else takes; the command line's exit code, and the
    // program that it started.
    allowed:
      /^(agent\/end-signals\.ts|cli\/(main\.ts|door\.cts|doctor\/program\/started-program\.ts))$/,
  },
  {
    what: "the API's values",
    pattern: /import (?!type)[^;]*from '@opentelemetry\/api'/,
    allowed: /^never$/,
  },
  { what: 'export *', pattern: /export \*/, allowed: /^never$/ },
];

describe.each(GUARDED)('$what', ({ pattern, allowed }) => {
  it('stands only where it may', () => {
    const found = files.filter(({ path, text }) => pattern.test(code(text)) && !allowed.test(path));
    expect(found.map(({ path }) => path)).toEqual([]);
  });
});

describe('sizes', () => {
  const sizes = files.map(({ path, text }) => ({ path, text, lines: text.split('\n').length - 1 }));

  it.each(sizes)('$path holds one idea', ({ path, text, lines }) => {
    if (text.startsWith('// table:')) return;
    expect(lines).toBeLessThanOrEqual(DOORS.includes(path) ? DOOR_LINES : FILE_LINES);
  });

  it('the composition root stays readable', () => {
    const root = sizes.find(({ path }) => path === join('agent', 'agent.ts'));
    expect(root?.lines).toBeLessThanOrEqual(DOOR_LINES);
  });

  it('half of the files have 100 lines or fewer', () => {
    const lines = sizes.map((size) => size.lines).sort((a, b) => a - b);
    expect(lines[Math.floor(lines.length / 2)]).toBeLessThanOrEqual(100);
  });
});

describe('the built output', () => {
  it('imports no builtin from ESM: the facade of node:http alone costs 40 ms', () => {
    const doors = readdirSync(join(ROOT, 'dist')).filter((name) => name.endsWith('.mjs'));
    expect(doors.sort()).toEqual(['index.mjs', 'register.mjs']);
    for (const door of doors) {
      const imports = readFileSync(join(ROOT, 'dist', door), 'utf8').matchAll(
        /from '(.*)'|import '(.*)'/g,
      );
      for (const [, named, bare] of imports) expect(named ?? bare).toMatch(/^\.\/.*\.cjs$/);
    }
  });
});

function sourceFiles(): SourceFile[] {
  const inSrc = readdirSync(SRC, { recursive: true, encoding: 'utf8' }).filter((name) =>
    /\.c?ts$/.test(name),
  );
  return [...inSrc, DOORS[1] as string].map((path) => ({
    path,
    text: readFileSync(join(SRC, path), 'utf8'),
    folder: folderOf(path),
  }));
}

/** The folder of `src` that a file is in; empty for the doors. */
function folderOf(path: string): string {
  const parts = path.split(sep);
  return parts.length === 1 || parts[0] === '..' ? '' : (parts[0] ?? '');
}

function allowedBelow(folder: string): readonly string[] {
  const below = (BELOW as Record<string, readonly string[]>)[folder];
  if (below === undefined) throw new Error(`src/${folder} is no room of the layout`);
  return below;
}

function importedFiles(path: string, text: string): string[] {
  const found = text.matchAll(/(?:from|import|import\()\s*'(\.{1,2}\/[^']+\.ts)'/g);
  return [...found].map(([, target]) => resolve(dirname(join(SRC, path)), target as string));
}

/** Source without comments, so that a comment may name what the code may not touch. */
function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

function cycles(all: readonly SourceFile[]): string[] {
  const edges = new Map(all.map(({ path, text }) => [join(SRC, path), importedFiles(path, text)]));
  const done = new Set<string>();
  const found: string[] = [];
  const visit = (file: string, trail: readonly string[]): void => {
    if (trail.includes(file))
      found.push([...trail, file].map((one) => relative(SRC, one)).join(' -> '));
    if (done.has(file) || trail.includes(file)) return;
    for (const next of edges.get(file) ?? []) visit(next, [...trail, file]);
    done.add(file);
  };
  for (const file of edges.keys()) visit(file, []);
  return found;
}
