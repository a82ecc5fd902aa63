import { OPTIONS, type Option } from '../../src/config/options.ts';
import { parseOption } from '../../src/config/parse.ts';
import { code, table } from './markdown.ts';

const NONE = '—';

/** The table of options, with the words that a warning about a bad value uses too. */
export function renderOptions(): string {
  const rows = Object.entries<Option<unknown>>(OPTIONS).map(([name, option]) => [
    variables(option),
    code(name),
    allowed(option),
    option.unit ?? NONE,
    shown(option.default),
    option.help,
  ]);
  return table(['Variable', 'Option', 'Allowed', 'Unit', 'Default', 'Meaning'], rows);
}

/** The variable for all signals counts where the one for metrics doesn't. */
function variables({ env, general }: Option<unknown>): string {
  return general === undefined ? code(env) : `${code(env)}, else ${code(general.env)}`;
}

function allowed({ type }: Option<unknown>): string {
  const refused = parseOption(type, undefined);
  if ('value' in refused) throw new Error(`an option of kind ${type.kind} allows nothing at all`);
  return refused.allowed;
}

function shown(value: unknown): string {
  if (typeof value === 'object' && value !== null) return shown(Object.values(value).join(', '));
  return code(String(value)) || NONE;
}
