import path from 'node:path';
import type { Distribution } from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import { Construct } from 'constructs';
import { notServed, siteRules } from './site-files.ts';

export interface SiteUploadProps {
  /** Folder of the builds. */
  dist: string;
  site: IBucket;
  distribution: Distribution;
}

/** Puts the built dashboard and tracker into the site's bucket, and forgets what the CDN had of their fixed names. */
export class SiteUpload extends Construct {
  constructor(scope: Construct, id: string, { dist, site, distribution }: SiteUploadProps) {
    super(scope, id);
    const sources = ['dashboard', 'tracker'].map((name) => Source.asset(path.join(dist, name), { exclude: notServed }));
    let before: BucketDeployment | undefined;
    for (const rule of siteRules) {
      const last = rule.id === 'Rest';
      const earlier = siteRules.slice(0, siteRules.indexOf(rule)).flatMap(({ match }) => match);
      const deployment: BucketDeployment = new BucketDeployment(this, rule.id, {
        destinationBucket: site,
        sources,
        ...(last ? { exclude: earlier } : { exclude: ['*'], include: [...rule.match] }),
        cacheControl: [CacheControl.fromString(rule.cacheControl)],
        // Open tabs go on loading the files of the version that they began with.
        prune: false,
        memoryLimit: 512,
        ...(last ? { distribution, distributionPaths: ['/*'] } : {}),
      });
      // The page that names the files comes after them.
      if (before) deployment.node.addDependency(before);
      before = deployment;
    }
  }
}
