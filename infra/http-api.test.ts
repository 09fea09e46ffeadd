import { Match } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { type Route, routes } from '#contracts/routes.ts';
import { prod, resources } from './test-templates.ts';

describe('the HTTP API', () => {
  it('has the routes of the table, no more and no less', () => {
    const expected = Object.values(routes).map(({ method, path: place }) => `${method} ${place}`);
    const found = resources<{ RouteKey: string }>(prod, 'AWS::ApiGatewayV2::Route').map(
      ([, { Properties }]) => Properties.RouteKey,
    );

    expect(found.toSorted()).toEqual(expected.toSorted());
  });

  it.each(Object.values(routes) as Route[])('checks the token of $method $path unless it is public', (route) => {
    prod.hasResourceProperties('AWS::ApiGatewayV2::Route', {
      RouteKey: `${route.method} ${route.path}`,
      AuthorizationType: route.access === 'public' ? 'NONE' : 'JWT',
      AuthorizerId: route.access === 'public' ? Match.absent() : Match.anyValue(),
    });
  });

  it('leaves CORS to ingest, limits requests, and guessing more', () => {
    prod.hasResourceProperties('AWS::ApiGatewayV2::Api', { CorsConfiguration: Match.absent() });
    prod.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      DefaultRouteSettings: { ThrottlingRateLimit: 1_000 },
      RouteSettings: { 'POST /api/auth/login': { ThrottlingRateLimit: 20 } },
    });
  });

  it('holds no project’s beacons up for another’s flood before an account’s quota does', () => {
    prod.hasResourceProperties('AWS::ApiGatewayV2::Stage', {
      RouteSettings: { 'POST /i': { ThrottlingRateLimit: 10_000, ThrottlingBurstLimit: 5_000 } },
    });
  });
});
