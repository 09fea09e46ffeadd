import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { errors } from '#contracts/errors.ts';
import { type FunctionName, type Route, type RouteName, routes } from '#contracts/routes.ts';
import { docsHeaders, docsPage } from './docs-page.ts';
import { openApiDocument } from './openapi.ts';
import { type RouteHandlers, serve } from './serve.ts';
import { callRoute, testDeps } from './test-call.ts';

const document = JSON.parse(JSON.stringify(openApiDocument('1.2.3')));
const table = Object.entries(routes) as [string, Route][];

describe('the OpenAPI document', () => {
  it.each(table)('has %s with its parameters, body, answer and errors', (name, route) => {
    const operation = document.paths[route.path][route.method.toLowerCase()];
    const parameters = (operation.parameters ?? []) as { name: string; in: string; description?: string }[];
    const names = (where: string) => parameters.filter((one) => one.in === where).map((one) => one.name);

    expect(operation.operationId).toBe(name);
    expect(names('query').sort()).toEqual(Object.keys(route.query?.shape ?? {}).sort());
    expect(names('path')).toEqual([...route.path.matchAll(/\{(\w+)\}/g)].map((match) => match[1]));
    expect(Boolean(operation.requestBody)).toBe(Boolean(route.body) || name === 'collect');
    expect(Object.keys(operation.responses)).toEqual(
      expect.arrayContaining([route.status, ...route.errors.map((code) => errors[code][0])].map(String)),
    );
    expect(operation.security).toHaveLength(route.access === 'public' && name !== 'refresh' ? 0 : 1);
  });

  it('has every reference that it names', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"#\/components\/schemas\/([^"]+)"/g)];

    expect(references.length).toBeGreaterThan(table.length);
    for (const [, name] of references) expect(document.components.schemas).toHaveProperty(name ?? '');
  });

  it('says what the gateway answers by itself', () => {
    const { responses } = document.paths['/api/projects'].get;

    expect(responses['401'].content['application/json'].schema.anyOf).toEqual([
      { $ref: '#/components/schemas/Error' },
      { $ref: '#/components/schemas/GatewayError' },
    ]);
    expect(responses['429'].content['application/json'].schema).toEqual({
      $ref: '#/components/schemas/GatewayError',
    });
  });

  it('leaves answers open to more fields, and bodies closed to unknown ones', () => {
    const { requestBody, responses } = document.paths['/api/auth/login'].post;

    expect(requestBody.content['application/json'].schema.additionalProperties).toBe(false);
    expect(responses['200'].content['application/json'].schema).toEqual({ $ref: '#/components/schemas/Tokens' });
    expect(document.components.schemas.Tokens).not.toHaveProperty('additionalProperties');
  });

  it('writes numbers of the query as numbers within their bounds', () => {
    const { parameters } = document.paths['/api/projects'].get;
    const limit = parameters.find((one: { name: string }) => one.name === 'limit');

    expect(limit.schema).toMatchObject({ type: 'integer', minimum: 1, maximum: 200 });
    expect(limit.required).not.toBe(true);
    expect(limit.description).toContain('1–200');
  });
});

describe('an answer', () => {
  const errorIn = (route: Route, status: number) =>
    JSON.stringify(document.paths[route.path][route.method.toLowerCase()].responses[status] ?? null);
  const unreachable = new Proxy({}, { get: () => () => Promise.reject(new Error('nothing is called')) });

  it.each(table.filter(([, { fn }]) => fn === 'auth' || fn === 'query') as [RouteName, Route][])(
    'to %s with a name in its query that is unknown is in the document',
    async (name, route) => {
      const handler = serve(route.fn, unreachable as RouteHandlers<FunctionName>, testDeps());
      const params = { id: 'prj_1', sid: 's', key: 'k', vid: 'v', uid: 'u', job: 'j', part: '0' };
      const answer = await callRoute(handler, name, { params, query: { unknown: '1' } });

      expect([answer.status, answer.json.error.code]).toEqual([400, 'invalid_request']);
      expect(errorIn(route, 400)).toContain('invalid_request');
      expect(errorIn(route, 400)).toContain('#/components/schemas/Error');
    },
  );

  it.each([
    ['createProject', 'forbidden'],
    ['login', 'forbidden'],
    ['login', 'signup_closed'],
    ['me', 'too_many_requests'],
    ['logout', 'too_many_requests'],
  ] as const)('of %s that is %s is in the document', (name, code) => {
    expect(errorIn(routes[name], errors[code][0])).toContain(`\`${code}\``);
    expect(errorIn(routes[name], errors[code][0])).toContain('#/components/schemas/Error');
  });
});

describe('the page of the document', () => {
  it('runs no inline script, as its policy demands', () => {
    expect(docsPage).not.toMatch(/<script(?![^>]*\ssrc=)[^>]*>/);
    expect(docsPage).not.toMatch(/\son\w+=/);
    expect(docsHeaders['content-security-policy']).toContain("script-src 'self';");
  });

  it('has the element that the dashboard’s script fills', () => {
    const script = readFileSync(new URL('../../../dashboard/public/apidocs/init.js', import.meta.url), 'utf8');
    const element = /dom_id: '#(\w+)'/.exec(script)?.[1];

    expect(docsPage).toContain(`id="${element}"`);
    expect(script).toContain("url: '/api/openapi.json'");
  });
});
