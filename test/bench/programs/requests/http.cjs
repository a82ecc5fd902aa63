'use strict';
const http = require('node:http');
const { count, hooks, start } = require('./app.cjs');

const { observeHttp = (listener) => listener } = hooks;

const server = http.createServer(
  observeHttp((req, res) => {
    count();
    const parts = req.url.split('/');
    req.route = routeOf(parts);
    const body = JSON.stringify({ path: req.route, id: parts[2] });
    res.setHeader('Content-Type', 'application/json');
    res.setHeader('Content-Length', body.length);
    res.end(body);
  }),
);

/** A template that only this app knows: node:http has no routes. */
function routeOf(parts) {
  if (parts[1] === 'users') return '/users/:id';
  return parts[1] === 'orders' ? '/orders/:order/items/:item' : '/';
}

start(new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve(server))));
