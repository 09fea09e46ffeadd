import { Duration } from 'aws-cdk-lib';
import { Grant, type IGrantable } from 'aws-cdk-lib/aws-iam';
import { BlockPublicAccess, Bucket, BucketEncryption, type LifecycleRule, ObjectOwnership } from 'aws-cdk-lib/aws-s3';
import { Construct } from 'constructs';
import { namedTag, retentionDays } from '#contracts/resources.ts';
import type { Stage } from './stage.ts';

/** Sealed blocks, raw archive, records that no try can mend, and the site: private, encrypted, TLS only. */
export class Buckets extends Construct {
  readonly blocks: Bucket;
  readonly archive: Bucket;
  readonly failures: Bucket;
  readonly site: Bucket;
  /** Images and fonts of recorded pages. */
  readonly files: Bucket;

  constructor(scope: Construct, id: string, { stage }: { stage: Stage }) {
    super(scope, id);
    const make = (name: string, rules: LifecycleRule[]) =>
      new Bucket(this, name, {
        blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
        encryption: BucketEncryption.S3_MANAGED,
        enforceSSL: true,
        objectOwnership: ObjectOwnership.BUCKET_OWNER_ENFORCED,
        lifecycleRules: [...rules, { id: 'parts', abortIncompleteMultipartUploadAfter: Duration.days(1) }],
        removalPolicy: stage.dataRemoval,
      });
    const expire = (days: number, prefix?: string): LifecycleRule => ({
      id: `expire-${days}`,
      expiration: Duration.days(days),
      ...(prefix ? { prefix } : {}),
    });
    this.blocks = make(
      'Blocks',
      retentionDays.map((days) => expire(days, `${days}/`)),
    );
    this.archive = make('Archive', [expire(395)]);
    this.failures = make('Failures', [expire(14)]);
    this.site = make('Site', []);
    this.files = make('Files', [
      expire(395),
      // What no recording names: sent by a visit that ended before it could tell, or by somebody who was erased.
      { id: 'expire-unnamed', expiration: Duration.days(1), tagFilters: { [namedTag]: 'no' } },
    ]);
  }

  grantWriteBlocks(fn: IGrantable): { BLOCKS_BUCKET: string } {
    return { BLOCKS_BUCKET: grant(this.blocks, fn, 's3:PutObject') };
  }

  grantReadBlocks(fn: IGrantable): { BLOCKS_BUCKET: string } {
    return { BLOCKS_BUCKET: grant(this.blocks, fn, 's3:GetObject') };
  }

  grantWriteArchive(fn: IGrantable): { ARCHIVE_BUCKET: string } {
    return { ARCHIVE_BUCKET: grant(this.archive, fn, 's3:PutObject') };
  }

  grantWriteFiles(fn: IGrantable): { FILES_BUCKET: string } {
    grant(this.files, fn, 's3:PutObjectTagging');
    return { FILES_BUCKET: grant(this.files, fn, 's3:PutObject') };
  }

  /** Tags what recordings name. Who may not list is not told that an object is missing. */
  grantKeepFiles(fn: IGrantable): { FILES_BUCKET: string } {
    const resourceArns = [this.files.bucketArn];
    Grant.addToPrincipal({ grantee: fn, actions: ['s3:ListBucket'], resourceArns }).assertSuccess();
    return { FILES_BUCKET: grant(this.files, fn, 's3:PutObjectTagging') };
  }

  /** Lists and reads. */
  grantReadArchive(fn: IGrantable): { ARCHIVE_BUCKET: string } {
    const resourceArns = [this.archive.bucketArn];
    Grant.addToPrincipal({ grantee: fn, actions: ['s3:ListBucket'], resourceArns }).assertSuccess();
    return { ARCHIVE_BUCKET: grant(this.archive, fn, 's3:GetObject') };
  }

  grantWriteFailures(fn: IGrantable): { FAILURES_BUCKET: string } {
    return { FAILURES_BUCKET: grant(this.failures, fn, 's3:PutObject') };
  }

  /** Rewrites and removes what archive and failures hold of the erased, keeps exports, and reads and removes files of projects. */
  grantErase(fn: IGrantable): Record<'ARCHIVE_BUCKET' | 'FAILURES_BUCKET' | 'BLOCKS_BUCKET' | 'FILES_BUCKET', string> {
    for (const bucket of [this.archive, this.failures, this.blocks]) {
      for (const action of ['s3:GetObject', 's3:PutObject', 's3:DeleteObject']) grant(bucket, fn, action);
    }
    for (const action of ['s3:GetObject', 's3:DeleteObject']) grant(this.files, fn, action);
    const listed = [this.archive, this.failures, this.files].map(({ bucketArn }) => bucketArn);
    Grant.addToPrincipal({ grantee: fn, actions: ['s3:ListBucket'], resourceArns: listed }).assertSuccess();
    return {
      ARCHIVE_BUCKET: this.archive.bucketName,
      FAILURES_BUCKET: this.failures.bucketName,
      BLOCKS_BUCKET: this.blocks.bucketName,
      FILES_BUCKET: this.files.bucketName,
    };
  }
}

/** Nothing but the one action on objects: no listing, no deleting. */
function grant(bucket: Bucket, grantee: IGrantable, action: string): string {
  Grant.addToPrincipal({ grantee, actions: [action], resourceArns: [bucket.arnForObjects('*')] }).assertSuccess();
  return bucket.bucketName;
}
