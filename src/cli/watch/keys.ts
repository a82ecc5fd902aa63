/** What a person does at the keyboard. */
export type Key =
  | { readonly press: 'interrupt' | 'enter' | 'escape' | 'backspace' }
  | { readonly press: 'up' | 'down' | 'page-up' | 'page-down' | 'home' | 'end' }
  | { readonly press: 'text'; readonly text: string };

const ESCAPE = '\u001b';

const SEQUENCES: Readonly<Record<string, Key>> = {
  [`${ESCAPE}[A`]: { press: 'up' },
  [`${ESCAPE}OA`]: { press: 'up' },
  [`${ESCAPE}[B`]: { press: 'down' },
  [`${ESCAPE}OB`]: { press: 'down' },
  [`${ESCAPE}[5~`]: { press: 'page-up' },
  [`${ESCAPE}[6~`]: { press: 'page-down' },
  [`${ESCAPE}[H`]: { press: 'home' },
  [`${ESCAPE}[1~`]: { press: 'home' },
  [`${ESCAPE}OH`]: { press: 'home' },
  [`${ESCAPE}[F`]: { press: 'end' },
  [`${ESCAPE}[4~`]: { press: 'end' },
  [`${ESCAPE}OF`]: { press: 'end' },
  [ESCAPE]: { press: 'escape' },
  '\r': { press: 'enter' },
  '\n': { press: 'enter' },
  '\u007f': { press: 'backspace' },
  '\b': { press: 'backspace' },
  '\u0003': { press: 'interrupt' },
};

/** One key's bytes: a sequence of control, or a character. */
const KEY = new RegExp(ESCAPE + String.raw`(?:\[[\d;]*[@-~]|O[@-~])|.`, 'gsu');

/** The keys of what a terminal sends at once; those that mean nothing here are left out. */
export function readKeys(input: string): readonly Key[] {
  return (input.match(KEY) ?? []).flatMap((one): Key[] => {
    const known = SEQUENCES[one];
    if (known !== undefined) return [known];
    return /^[^\p{C}]$/u.test(one) ? [{ press: 'text', text: one }] : [];
  });
}
