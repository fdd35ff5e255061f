import type { FastifyDynamicSwaggerOptions } from '@fastify/swagger';
import { jsonSchemaTransform, jsonSchemaTransformObject } from 'fastify-type-provider-zod';

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Body and answer of octets, for the generated description only: neither is ever parsed or serialized. */
    requestBody?: object;
    answer?: object;
  }
}

/** How docs/openapi.json is made of the routes and their schemas. */
export const description: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: '3.1.0',
    info: {
      title: 'Liên Thông REST API',
      version: '1',
      description:
        'Hand in, receive, acknowledge and report on the electronic documents of agencies. Every error has a page at /docs/errors/{code}.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    security: [{ apiKey: [] }],
    tags: [
      { name: 'documents', description: 'Văn bản đi' },
      { name: 'inbox', description: 'Văn bản đến' },
      { name: 'receipts', description: 'Biên nhận điện tử' },
      { name: 'agencies', description: 'Danh mục cơ quan' },
      { name: 'operation', description: 'Vận hành' },
    ],
    components: {
      securitySchemes: {
        apiKey: { type: 'http', scheme: 'bearer', bearerFormat: 'lt_…', description: 'The key of a connected system.' },
      },
    },
  },
  transform(route) {
    const transformed = jsonSchemaTransform(route as Parameters<typeof jsonSchemaTransform>[0]);
    const { requestBody, answer } = route.route.config ?? {};
    const schema = transformed.schema as Record<string, unknown>;
    if (requestBody) schema.body = requestBody;
    if (answer) schema.response = { 200: answer, ...(schema.response as object) };
    return transformed as ReturnType<NonNullable<FastifyDynamicSwaggerOptions['transform']>>;
  },
  transformObject(document) {
    return tidy(jsonSchemaTransformObject(document as Parameters<typeof jsonSchemaTransformObject>[0]) as Description);
  },
};

interface Description {
  paths?: Record<string, Record<string, { responses?: Record<string, { description: string }> }>>;
  components?: { schemas?: Record<string, unknown> };
}

const MEANINGS: Readonly<Record<string, string>> = {
  200: 'Done.',
  201: 'Stored and on its way.',
  202: 'Stored; a verdict waits.',
  503: 'Not ready.',
};

/** Says what each status means, and drops the input twins of schemas that are only ever answered. */
function tidy(document: Description) {
  for (const operation of Object.values(document.paths ?? {}).flatMap((methods) => Object.values(methods))) {
    for (const [status, response] of Object.entries(operation.responses ?? {})) {
      if (response.description === 'Default Response') response.description = MEANINGS[status] ?? status;
    }
  }
  const schemas = document.components?.schemas ?? {};
  for (const name of Object.keys(schemas)) if (name.endsWith('Input')) delete schemas[name];
  return document as ReturnType<NonNullable<FastifyDynamicSwaggerOptions['transformObject']>>;
}
