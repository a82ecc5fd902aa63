'use strict';
const { fastify } = require('fastify');
const { count, hooks, start } = require('./app.cjs');

const app = fastify();
hooks.observeFastify?.(app);
for (const path of ['/', '/users/:id', '/orders/:order/items/:item']) {
  app.get(path, async (req) => {
    count();
    return { path, id: req.params.id };
  });
}
start(app.listen({ port: 0, host: '127.0.0.1' }).then(() => app.server));
