import { Duration } from 'aws-cdk-lib';
import {
  HeadersFrameOption,
  HeadersReferrerPolicy,
  type ResponseHeadersCorsBehavior,
  ResponseHeadersPolicy,
  type ResponseSecurityHeadersBehavior,
} from 'aws-cdk-lib/aws-cloudfront';
import { Construct } from 'constructs';

/** Nothing that a page sent runs in the dashboard: replays inherit this policy. */
export const dashboardPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data: blob:",
  "media-src 'self' data: blob:",
  "connect-src 'self'",
  "worker-src 'self' blob:",
  "frame-src 'self'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
].join('; ');

/** An answer of the API is data; a page that the API serves brings its own policy. */
const dataPolicy = "default-src 'none'; frame-ancestors 'none'";

/** An SVG shows its own styles, and nothing else happens. */
const filesPolicy = "default-src 'none'; style-src 'unsafe-inline'; sandbox; frame-ancestors 'none'";

const https: ResponseSecurityHeadersBehavior = {
  strictTransportSecurity: { accessControlMaxAge: Duration.days(365), includeSubdomains: true, override: true },
};

const anyOrigin: ResponseHeadersCorsBehavior = {
  accessControlAllowCredentials: false,
  accessControlAllowHeaders: ['*'],
  accessControlAllowMethods: ['GET', 'HEAD'],
  accessControlAllowOrigins: ['*'],
  originOverride: true,
};

/** Headers that CloudFront adds, by what it serves. */
export class CdnHeaders extends Construct {
  /** The dashboard's pages and files. */
  readonly dashboard: ResponseHeadersPolicy;
  /** The tracker's files, loaded by pages of any origin, with integrity or without. */
  readonly tracker: ResponseHeadersPolicy;
  readonly api: ResponseHeadersPolicy;
  /** Beacons: ingest answers with the CORS headers itself. */
  readonly beacons: ResponseHeadersPolicy;
  /** Sealed blocks: read by the dashboard alone. */
  readonly blocks: ResponseHeadersPolicy;
  /** Images and fonts of recorded pages, which strangers sent: opened by themselves they run nothing. */
  readonly files: ResponseHeadersPolicy;

  constructor(scope: Construct, id: string, { plainHttp }: { plainHttp: boolean }) {
    super(scope, id);
    const always: ResponseSecurityHeadersBehavior = {
      contentTypeOptions: { override: true },
      ...(plainHttp ? {} : https),
    };
    const framing: ResponseSecurityHeadersBehavior = {
      ...always,
      frameOptions: { frameOption: HeadersFrameOption.DENY, override: true },
      referrerPolicy: { referrerPolicy: HeadersReferrerPolicy.SAME_ORIGIN, override: true },
    };
    this.dashboard = new ResponseHeadersPolicy(this, 'Dashboard', {
      securityHeadersBehavior: {
        ...framing,
        contentSecurityPolicy: { contentSecurityPolicy: dashboardPolicy, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [
          { header: 'Cross-Origin-Opener-Policy', value: 'same-origin', override: true },
          // Links of a replayed page would have their hosts looked up.
          { header: 'X-DNS-Prefetch-Control', value: 'off', override: true },
          {
            header: 'Permissions-Policy',
            value: 'camera=(), microphone=(), geolocation=(), payment=()',
            override: true,
          },
        ],
      },
    });
    this.tracker = new ResponseHeadersPolicy(this, 'Tracker', {
      corsBehavior: anyOrigin,
      securityHeadersBehavior: always,
      customHeadersBehavior: {
        customHeaders: [{ header: 'Cross-Origin-Resource-Policy', value: 'cross-origin', override: true }],
      },
    });
    this.api = new ResponseHeadersPolicy(this, 'Api', {
      securityHeadersBehavior: {
        ...framing,
        contentSecurityPolicy: { contentSecurityPolicy: dataPolicy, override: false },
      },
    });
    this.beacons = new ResponseHeadersPolicy(this, 'Beacons', { securityHeadersBehavior: always });
    this.files = new ResponseHeadersPolicy(this, 'Files', {
      securityHeadersBehavior: {
        ...framing,
        contentSecurityPolicy: { contentSecurityPolicy: filesPolicy, override: true },
      },
      customHeadersBehavior: {
        customHeaders: [{ header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true }],
      },
    });
    this.blocks = new ResponseHeadersPolicy(this, 'Blocks', {
      securityHeadersBehavior: framing,
      customHeadersBehavior: {
        customHeaders: [{ header: 'Cross-Origin-Resource-Policy', value: 'same-origin', override: true }],
      },
    });
  }
}
