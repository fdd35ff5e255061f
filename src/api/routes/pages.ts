import { z } from 'zod';
import { notFound } from '../../acts/see.ts';
import { catalogue } from '../../catalogue.ts';
import type { Routes } from '../context.ts';
import { errorIndex, errorPage } from '../error-page.ts';

const MARKDOWN = 'text/markdown; charset=utf-8';

const WELCOME = `Liên Thông: trục liên thông văn bản điện tử
An exchange hub for the signed electronic documents of agencies.

  /console              trang web của văn thư / the clerks' web pages
  /v1/openapi.json      mô tả REST API / description of the REST API (OpenAPI 3.1)
  /docs/errors          các mã lỗi và cách xử lý / error codes and what to do
  /hub.pem              chứng thư số của trục, để kiểm tra biên nhận / the hub's certificate, to check receipts
  /livez  /readyz       tình trạng / health

Mọi địa chỉ /v1 cần khóa của hệ thống / every /v1 address needs a system's key: Authorization: Bearer lt_...
`;

export const pageRoutes: Routes = (app, { hub }) => {
  const hidden = { schema: { hide: true } };
  app.get('/', hidden, async (request, reply) => {
    // A browser is a person.
    if (request.headers.accept?.includes('text/html')) return reply.redirect('/console', 303);
    return reply.type('text/plain; charset=utf-8').send(WELCOME);
  });
  // Public by nature: it is inside every receipt. Whoever checks receipts takes it from here once, over TLS.
  app.get('/hub.pem', hidden, async (_request, reply) =>
    reply.type('application/x-pem-file').send(hub.signer.certificatePem),
  );
  app.get('/v1/openapi.json', hidden, async () => app.swagger());
  app.get('/docs/errors', hidden, async (_request, reply) => reply.type(MARKDOWN).send(errorIndex(catalogue)));
  app.get(
    '/docs/errors/:code',
    { schema: { hide: true, params: z.object({ code: z.string() }) } },
    async (request, reply) => {
      const code = request.params.code.replace(/\.md$/, '');
      const spec = Object.hasOwn(catalogue, code) ? catalogue[code] : undefined;
      if (!spec) throw notFound(code);
      return reply.type(MARKDOWN).send(errorPage(code, spec));
    },
  );
};
