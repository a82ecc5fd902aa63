// Answers the commands of the harness over IPC; ends the program when the harness is gone.
'use strict';

exports.serve = (commands) => {
  process.on('disconnect', () => process.exit());
  process.on('message', async ({ id, command, parameters }) => {
    try {
      process.send({ id, result: await commands[command](parameters) });
    } catch (error) {
      process.send({ id, error: error.stack });
    }
  });
};
