// No metrics at all: what the program, the server and the measurement cost by themselves.
'use strict';
const http = require('node:http');

exports.createCounter = () => undefined;
exports.createHistogram = () => undefined;
exports.add = () => {};
exports.record = () => {};
exports.push = async () => {};
exports.listen = () =>
  new Promise((resolve) => {
    const server = http.createServer((_req, res) => res.end('nothing\n'));
    server.listen(0, '127.0.0.1', () => resolve(server.address().port));
  });
