import type { ProgramView } from '../doctor/context.ts';
import { type Check, fail, ok, skip, type Verdict } from '../doctor/finding.ts';

/** What became of the program that was started for the check. */
export const programCheck: Check = {
  id: 'program',
  title: 'The program runs',
  group: 'App',
  run: ({ program }) =>
    program === undefined
      ? [skip('none was started: give its command after --, as in -- node app.js')]
      : [verdictOf(program)],
};

function verdictOf({ command, end, output, preload }: ProgramView): Verdict {
  if (end === undefined) {
    const how =
      preload === 'own' ? 'with its own preload' : 'with the agent put in by NODE_OPTIONS';
    return ok(`'${command}' started, ${how}`);
  }
  const { code, signal } = end;
  const how = signal === null ? `exit code ${code}` : signal;
  const last = output.length === 0 ? ' It wrote nothing.' : `\n${output.join('\n')}`;
  const what = `'${command}' ended (${how}) before it could be checked`;
  return code === 0
    ? fail(
        what,
        `only an app that goes on can be asked; what ends by itself pushes its metrics (docs/otlp.md). Its last lines:${last}`,
      )
    : fail(what, `mend what it says in its last lines:${last}`);
}
