// A product catalogue on Fastify. It knows nothing of metrics: the preload finds Fastify.
import Fastify from 'fastify';

const products = new Map([
  [1, { id: 1, name: 'desk', stock: 4 }],
  [2, { id: 2, name: 'chair', stock: 0 }],
]);
const app = Fastify();

app.get('/products', async () => [...products.values()]);

app.get('/products/:id', async (request, reply) => {
  const product = products.get(Number(request.params.id));
  return product ?? reply.code(404).send({ error: 'no such product' });
});

app.register(
  async (basket) => {
    basket.post('/items', async (request, reply) => {
      const product = products.get(request.body.productId);
      if (!product) return reply.code(404).send({ error: 'no such product' });
      if (product.stock === 0) throw new Error('out of stock');
      product.stock -= 1;
      return reply.code(201).send(product);
    });
  },
  { prefix: '/basket' },
);

await app.listen({ port: Number(process.env.PORT ?? 3000) });
console.log(`catalogue on http://localhost:${app.server.address().port}`);
