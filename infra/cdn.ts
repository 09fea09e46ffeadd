import { Annotations, Duration } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  AccessLevel,
  AllowedMethods,
  type BehaviorOptions,
  CacheHeaderBehavior,
  CachePolicy,
  CacheQueryStringBehavior,
  Distribution,
  Function as EdgeFunction,
  FunctionCode,
  FunctionEventType,
  FunctionRuntime,
  HttpVersion,
  type IOrigin,
  OriginRequestHeaderBehavior,
  OriginRequestPolicy,
  OriginRequestQueryStringBehavior,
  PriceClass,
  ViewerProtocolPolicy,
} from 'aws-cdk-lib/aws-cloudfront';
import { S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { CdnHeaders } from './cdn-headers.ts';
import { blockName, dashboardPage, ownName } from './edge-functions.ts';
import type { Stage } from './stage.ts';

export interface CdnProps {
  stage: Stage;
  /** The HTTP API, with the secret header. */
  api: IOrigin;
  site: IBucket;
  blocks: IBucket;
  /** Images and fonts of recorded pages. */
  files: IBucket;
  /** Headers of the viewer that beacons bring to ingest, beside what CloudFront says about the viewer. */
  beaconHeaders: string[];
  /** Serve over plain http as well, and never ask a browser for https. @default false */
  plainHttp?: boolean;
}

/** Who the viewer is, as CloudFront knows it; the other policy has none of it. */
const viewerHeaders = ['Address', 'Country', 'Country-Region', 'City'].map((name) => `CloudFront-Viewer-${name}`);

/** Dashboard, tracker, API and blocks under one domain. */
export class Cdn extends Construct {
  readonly distribution: Distribution;

  constructor(scope: Construct, id: string, props: CdnProps) {
    super(scope, id);
    const { stage, plainHttp = false } = props;
    const headers = new CdnHeaders(this, 'Headers', { plainHttp });
    const redirect = plainHttp ? ViewerProtocolPolicy.ALLOW_ALL : ViewerProtocolPolicy.REDIRECT_TO_HTTPS;
    const https = plainHttp ? ViewerProtocolPolicy.ALLOW_ALL : ViewerProtocolPolicy.HTTPS_ONLY;
    // Leave to list makes a missing file a 404 instead of a 403.
    Annotations.of(this).acknowledgeWarning(
      '@aws-cdk/aws-cloudfront-origins:listBucketSecurityRisk',
      'The root is the default root object, and the function gives the page for it before that.',
    );
    const site = S3BucketOrigin.withOriginAccessControl(props.site, {
      originAccessLevels: [AccessLevel.READ, AccessLevel.LIST],
    });
    const blocks = S3BucketOrigin.withOriginAccessControl(props.blocks);

    const files = S3BucketOrigin.withOriginAccessControl(props.files);

    const tracker: BehaviorOptions = {
      origin: site,
      viewerProtocolPolicy: redirect,
      responseHeadersPolicy: headers.tracker,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    };
    const beacons: BehaviorOptions = {
      origin: props.api,
      viewerProtocolPolicy: https,
      allowedMethods: AllowedMethods.ALLOW_ALL,
      responseHeadersPolicy: headers.beacons,
      originRequestPolicy: this.beaconRequests(props.beaconHeaders),
      cachePolicy: CachePolicy.CACHING_DISABLED,
    };

    // A page asks for its config at every load, and with every visitor for the same files of its own.
    const config: BehaviorOptions = { ...beacons, cachePolicy: this.answers('ConfigCache', 'k') };
    const missingFiles: BehaviorOptions = { ...beacons, cachePolicy: this.answers('MissingFilesCache', 'k', 'f') };
    const pages: BehaviorOptions = {
      origin: site,
      viewerProtocolPolicy: redirect,
      responseHeadersPolicy: headers.dashboard,
      cachePolicy: CachePolicy.CACHING_OPTIMIZED,
    };
    const named = [this.edgeFunction('OwnName', ownName)];
    const own = (options: BehaviorOptions): BehaviorOptions => ({ ...options, functionAssociations: named });

    this.distribution = new Distribution(this, 'Distribution', {
      comment: `Afterglow ${stage.name}`,
      defaultRootObject: 'index.html',
      httpVersion: HttpVersion.HTTP2_AND_3,
      priceClass: PriceClass.PRICE_CLASS_100,
      ...(stage.domain
        ? {
            domainNames: [stage.domain.name],
            certificate: Certificate.fromCertificateArn(this, 'Certificate', stage.domain.certificateArn),
          }
        : {}),
      defaultBehavior: {
        ...pages,
        functionAssociations: [this.edgeFunction('DashboardPage', dashboardPage)],
      },
      additionalBehaviors: {
        '/t.js': tracker,
        '/x.js': tracker,
        '/recorder.js': tracker,
        '/v/*': tracker,
        '/i/config': config,
        '/i/files': missingFiles,
        '/i': beacons,
        '/i/*': beacons,
        '/api/*': {
          origin: props.api,
          viewerProtocolPolicy: https,
          allowedMethods: AllowedMethods.ALLOW_ALL,
          responseHeadersPolicy: headers.api,
          // Brings Authorization and cookies, which no list of our own may name.
          originRequestPolicy: OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
          cachePolicy: CachePolicy.CACHING_DISABLED,
        },
        '/a/*': {
          origin: files,
          viewerProtocolPolicy: https,
          responseHeadersPolicy: headers.files,
          cachePolicy: CachePolicy.CACHING_OPTIMIZED,
        },
        '/b/*': {
          origin: blocks,
          viewerProtocolPolicy: https,
          responseHeadersPolicy: headers.blocks,
          cachePolicy: CachePolicy.CACHING_OPTIMIZED,
          compress: false,
          functionAssociations: [this.edgeFunction('BlockName', blockName)],
        },
        // Before the patterns that would take them for a project's own name.
        '/assets/*': pages,
        '/apidocs/*': pages,
        '/*/*/i/config': own(config),
        '/*/*/i/files': own(missingFiles),
        '/*/*/i': own(beacons),
        '/*/*/i/*': own(beacons),
        '/*/*/v/*': own(tracker),
        '/*/*.js': own(tracker),
      },
    });
  }

  /** Where people open the dashboard. */
  url(stage: Stage): string {
    return `https://${stage.domain?.name ?? this.distribution.distributionDomainName}`;
  }

  private edgeFunction(id: string, code: string) {
    const fn = new EdgeFunction(this, id, { code: FunctionCode.fromInline(code), runtime: FunctionRuntime.JS_2_0 });
    return { function: fn, eventType: FunctionEventType.VIEWER_REQUEST };
  }

  private beaconRequests(names: string[]): OriginRequestPolicy {
    return new OriginRequestPolicy(this, 'BeaconRequests', {
      headerBehavior: OriginRequestHeaderBehavior.allowList(...names, ...viewerHeaders),
      queryStringBehavior: OriginRequestQueryStringBehavior.all(),
    });
  }

  /** Answers to a GET, kept as long as the function allows, by origin and these parameters. */
  private answers(id: string, ...parameters: string[]): CachePolicy {
    return new CachePolicy(this, id, {
      headerBehavior: CacheHeaderBehavior.allowList('Origin'),
      queryStringBehavior: CacheQueryStringBehavior.allowList(...parameters),
      minTtl: Duration.seconds(0),
      defaultTtl: Duration.seconds(0),
      maxTtl: Duration.minutes(5),
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: true,
    });
  }
}
