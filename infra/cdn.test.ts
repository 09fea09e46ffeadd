import { Match, type Template } from 'aws-cdk-lib/assertions';
import { describe, expect, it } from 'vitest';
import { originHeader } from '#contracts/resources.ts';
import { local, prod, resource, resources } from './test-templates.ts';

interface Behavior {
  PathPattern: string;
  ViewerProtocolPolicy: string;
  CachePolicyId: string | { Ref: string };
  OriginRequestPolicyId?: unknown;
  AllowedMethods?: string[];
}

interface CachePolicy {
  CachePolicyConfig: {
    DefaultTTL: number;
    MinTTL: number;
    ParametersInCacheKeyAndForwardedToOrigin: {
      HeadersConfig: { Headers?: string[] };
      QueryStringsConfig: { QueryStrings?: string[] };
      CookiesConfig: { CookieBehavior: string };
    };
  };
}

interface Distribution {
  DistributionConfig: {
    CacheBehaviors: Behavior[];
    DefaultCacheBehavior: Behavior;
    CustomErrorResponses?: unknown;
    Origins: { OriginCustomHeaders?: { HeaderName: string; HeaderValue: unknown }[] }[];
  };
}

interface HeadersPolicy {
  ResponseHeadersPolicyConfig: {
    SecurityHeadersConfig: {
      ContentSecurityPolicy?: { ContentSecurityPolicy: string };
      StrictTransportSecurity?: unknown;
    };
  };
}

describe('the distribution', () => {
  const { DistributionConfig: config } = resource<Distribution>(prod, 'AWS::CloudFront::Distribution');
  const behavior = (pattern: string) => {
    const one = config.CacheBehaviors.find(({ PathPattern }) => PathPattern === pattern);
    if (!one) throw new Error(`no behavior for ${pattern}`);
    return one;
  };
  it('asks for https everywhere', () => {
    for (const one of [...config.CacheBehaviors, config.DefaultCacheBehavior]) {
      expect(one.ViewerProtocolPolicy).toMatch(/^(https-only|redirect-to-https)$/);
    }
  });

  it('brings who the viewer is to beacons, and Authorization to the API', () => {
    expect(behavior('/api/*').OriginRequestPolicyId).toBe('b689b0a8-53d0-40ab-baf2-68738e2966ac');
    prod.hasResourceProperties('AWS::CloudFront::OriginRequestPolicy', {
      OriginRequestPolicyConfig: {
        HeadersConfig: {
          HeaderBehavior: 'whitelist',
          Headers: Match.arrayWith(['CloudFront-Viewer-Address', 'CloudFront-Viewer-Country']),
        },
        QueryStringsConfig: { QueryStringBehavior: 'all' },
        CookiesConfig: { CookieBehavior: 'none' },
      },
    });
    for (const pattern of ['/i', '/i/*', '/i/files']) expect(behavior(pattern).AllowedMethods).toContain('POST');
  });

  it('keeps a project’s settings, and which of its files are kept, by origin and by what was asked', () => {
    const policies = resources<CachePolicy>(prod, 'AWS::CloudFront::CachePolicy');
    const keyOf = (pattern: string) => {
      const { CachePolicyId: used } = behavior(pattern);
      const found = policies.find(([id]) => typeof used === 'object' && id === used.Ref);
      const {
        MinTTL,
        DefaultTTL,
        ParametersInCacheKeyAndForwardedToOrigin: key,
      } = found?.[1].Properties.CachePolicyConfig ?? {};
      expect([MinTTL, DefaultTTL, key?.CookiesConfig.CookieBehavior]).toEqual([0, 0, 'none']);
      return [key?.HeadersConfig.Headers, key?.QueryStringsConfig.QueryStrings];
    };
    const order = config.CacheBehaviors.map(({ PathPattern }) => PathPattern);

    for (const named of ['', '/*/*']) {
      expect(keyOf(`${named}/i/config`)).toEqual([['Origin'], ['k']]);
      expect(keyOf(`${named}/i/files`)).toEqual([['Origin'], ['k', 'f']]);
      // The first pattern that fits is taken.
      expect(order.indexOf(`${named}/i/files`)).toBeLessThan(order.indexOf(`${named}/i/*`));
    }
  });

  it('serves the tracker under any two names, and the dashboard’s files before them', () => {
    const order = config.CacheBehaviors.map(({ PathPattern }) => PathPattern);
    const named = ['/*/*/i/config', '/*/*/i/files', '/*/*/i', '/*/*/i/*', '/*/*/v/*', '/*/*.js'];

    expect(order.filter((pattern) => pattern.startsWith('/*'))).toEqual(named);
    expect(order.slice(-named.length)).toEqual(named);
    expect(order).toEqual(expect.arrayContaining(['/v/*', '/assets/*', '/apidocs/*', '/api/*']));
    for (const pattern of ['/*/*/i', '/*/*/i/*', '/*/*/i/files']) {
      expect(behavior(pattern)).toMatchObject({
        AllowedMethods: expect.arrayContaining(['POST']),
        OriginRequestPolicyId: behavior('/i').OriginRequestPolicyId,
      });
    }
  });

  it('sends its secret to the API, from Secrets Manager and in no template', () => {
    const sent = config.Origins.flatMap(({ OriginCustomHeaders = [] }) => OriginCustomHeaders);

    expect(sent.map(({ HeaderName }) => HeaderName)).toEqual([originHeader]);
    expect(JSON.stringify(sent[0]?.HeaderValue)).toContain('resolve:secretsmanager');
  });

  it('never answers errors of the API with the page', () => {
    expect(config.CustomErrorResponses).toBeUndefined();
  });

  it('lets nothing that a page sent run in the dashboard, and insists on https', () => {
    const security = (template: Template) =>
      resources<HeadersPolicy>(template, 'AWS::CloudFront::ResponseHeadersPolicy').map(
        ([, { Properties }]) => Properties.ResponseHeadersPolicyConfig.SecurityHeadersConfig,
      );
    const policies = security(prod).map((one) => one.ContentSecurityPolicy?.ContentSecurityPolicy);

    expect(policies).toContain(
      "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; " +
        "font-src 'self' data: blob:; media-src 'self' data: blob:; connect-src 'self'; worker-src 'self' blob:; " +
        "frame-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
    );
    // What strangers sent is an image or a font, and runs nothing even when it is opened by itself.
    expect(policies).toContain("default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'");
    for (const one of security(prod)) expect(one.StrictTransportSecurity).toBeDefined();
    for (const one of security(local)) expect(one.StrictTransportSecurity).toBeUndefined();
  });
});
