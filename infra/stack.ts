import { CfnOutput, Duration, Stack, type StackProps } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { demoHeader, metrics, originHeader } from '#contracts/resources.ts';
import type { AuthEnv } from '../functions/auth/env.ts';
import type { PreSignUpEnv } from '../functions/auth/pre-sign-up/env.ts';
import type { FilesEnv } from '../functions/files/env.ts';
import type { IngestEnv } from '../functions/ingest/env.ts';
import type { AggregateEnv } from '../functions/process/aggregate/env.ts';
import type { JobsEnv } from '../functions/process/jobs/env.ts';
import type { ReconcileEnv } from '../functions/process/reconcile/env.ts';
import type { RecordEnv } from '../functions/process/record/env.ts';
import type { QueryEnv } from '../functions/query/env.ts';
import { Alarms } from './alarms.ts';
import { Buckets } from './buckets.ts';
import { Cdn } from './cdn.ts';
import { EventStream } from './event-stream.ts';
import { Api } from './http-api.ts';
import { JobsRunner } from './jobs-runner.ts';
import { apiOrigin, uploadsSite } from './local-aspect.ts';
import { NightlyRecount } from './nightly-recount.ts';
import { NodeFunction } from './node-function.ts';
import { ownMetric } from './own-metric.ts';
import { recorderVariables } from './recorder-variables.ts';
import { Secrets } from './secrets.ts';
import { SiteUpload } from './site-upload.ts';
import type { Stage } from './stage.ts';
import { StreamConsumer } from './stream-consumer.ts';
import { Tables } from './tables.ts';
import { Users } from './users.ts';

/** How long both consumers gather (ADR 16). */
const gathering = Duration.seconds(30);

export interface AfterglowStackProps extends StackProps {
  stage: Stage;
}

/** The whole of Afterglow; wiring only, which is why it may pass 200 lines. */
export class AfterglowStack extends Stack {
  constructor(scope: Construct, id: string, { stage, ...props }: AfterglowStackProps) {
    super(scope, id, {
      ...props,
      terminationProtection: stage.protectData,
      description: 'Afterglow: replay and analytics',
    });
    const alarms = new Alarms(this, 'Alarms', { stage });
    const tables = new Tables(this, 'Tables', { stage });
    const stream = new EventStream(this, 'Events', { stage, alarms });
    const buckets = new Buckets(this, 'Buckets', { stage });
    const secrets = new Secrets(this, 'Secrets', { stage });
    const common = { STAGE: stage.name };

    const preSignUp = new NodeFunction<PreSignUpEnv>(this, 'PreSignUp', {
      stage,
      bundle: 'pre-sign-up',
      timeout: 5,
      memory: 256,
      environment: (fn) => ({ ...common, ...tables.grantRead(fn, 'projects') }),
    });
    const users = new Users(this, 'Users', { stage, preSignUp });

    const ingest = new NodeFunction<IngestEnv>(this, 'Ingest', {
      stage,
      bundle: 'ingest',
      timeout: 10,
      memory: 512,
      quiet: true,
      environment: (fn) => ({
        ...common,
        ...tables.grantRead(fn, 'projects'),
        ...tables.grantReadWrite(fn, 'gate'),
        ...tables.grantRead(fn, 'tally'),
        ...tables.grantReadWrite(fn, 'daily'),
        ...stream.grantPut(fn),
        ...secrets.grantServer(fn),
        ...secrets.grantOrigin(fn),
        ...recorderVariables(stage.dist),
        ...(stage.name === 'local' ? { ALLOW_DEMO_HEADERS: '1' as const } : {}),
      }),
    });
    alarms.ring('LimiterOpen', {
      metric: ownMetric(metrics.limiterOpen, stage),
      threshold: 1,
      description: 'Rate limits had no store and let everything through; look at the gate table and ingest’s logs.',
    });
    alarms.ring('RecordsRefused', {
      metric: ownMetric(metrics.recordsRefused, stage),
      threshold: 1,
      description:
        'A consumer refused records that ingest had accepted: they lie in the failure bucket with the reason; after a fix, npm run redrive.',
    });
    const files = new NodeFunction<FilesEnv>(this, 'Files', {
      stage,
      bundle: 'files',
      timeout: 10,
      memory: 512,
      environment: (fn) => ({
        ...common,
        ...tables.grantRead(fn, 'projects'),
        ...tables.grantReadWrite(fn, 'gate'),
        ...tables.grantReadWrite(fn, 'daily'),
        ...buckets.grantWriteFiles(fn),
        ...secrets.grantOrigin(fn),
      }),
    });
    const auth = new NodeFunction<AuthEnv>(this, 'Auth', {
      stage,
      bundle: 'auth',
      timeout: 10,
      memory: 512,
      environment: (fn) => ({
        ...common,
        ...tables.grantReadWrite(fn, 'projects'),
        ...tables.grantReadWrite(fn, 'jobs'),
        ...stream.buckets,
        ...secrets.grantOrigin(fn),
        ...users.grantSignIn(fn),
      }),
    });
    const query = new NodeFunction<QueryEnv>(this, 'Query', {
      stage,
      bundle: 'query',
      timeout: 29,
      memory: 1_024,
      environment: (fn) => ({
        ...common,
        ...tables.grantRead(fn, 'projects'),
        ...tables.grantRead(fn, 'gate'),
        ...tables.grantRead(fn, 'tally'),
        ...tables.grantRead(fn, 'recordings'),
        ...tables.grantRead(fn, 'keys'),
        ...tables.grantReadWrite(fn, 'jobs'),
        ...buckets.grantReadBlocks(fn),
        ...stream.grantPut(fn),
        ...secrets.grantOrigin(fn),
        ...users.grantCheckTokens(fn),
      }),
    });
    const record = new NodeFunction<RecordEnv>(this, 'Record', {
      stage,
      bundle: 'record',
      timeout: 120,
      memory: 1_024,
      environment: (fn) => ({
        ...common,
        ...tables.grantReadWrite(fn, 'recordings'),
        ...tables.grantReadWrite(fn, 'keys'),
        ...tables.grantReadWrite(fn, 'gate'),
        ...stream.grantDescribe(fn),
        ...buckets.grantWriteBlocks(fn),
        ...buckets.grantKeepFiles(fn),
        ...buckets.grantWriteFailures(fn),
      }),
    });
    const aggregate = new NodeFunction<AggregateEnv>(this, 'Aggregate', {
      stage,
      bundle: 'aggregate',
      timeout: 120,
      memory: 1_024,
      environment: (fn) => ({
        ...common,
        ...tables.grantReadWrite(fn, 'tally'),
        ...stream.grantDescribe(fn),
        ...secrets.grantServer(fn),
        ...buckets.grantWriteArchive(fn),
        ...buckets.grantWriteFailures(fn),
      }),
    });
    const jobs = new NodeFunction<JobsEnv>(this, 'Jobs', {
      stage,
      bundle: 'jobs',
      timeout: 900,
      memory: 1_024,
      environment: (fn) => ({
        ...common,
        ...tables.grantErase(fn, 'projects'),
        ...tables.grantErase(fn, 'gate'),
        ...tables.grantErase(fn, 'tally'),
        ...tables.grantErase(fn, 'recordings'),
        ...tables.grantErase(fn, 'keys'),
        ...tables.grantAll(fn, 'jobs'),
        ...tables.grantDelete(fn, 'daily'),
        ...buckets.grantErase(fn),
        ...stream.buckets,
        ...stream.grantPut(fn),
        ...secrets.grantServer(fn),
      }),
    });
    new JobsRunner(this, 'Erasing', { stage, runner: jobs, alarms });
    const reconcile = new NodeFunction<ReconcileEnv>(this, 'Reconcile', {
      stage,
      bundle: 'reconcile',
      timeout: 900,
      memory: 3_008,
      environment: (fn) => ({
        ...common,
        ...tables.grantScan(fn, 'projects'),
        ...tables.grantRead(fn, 'tally'),
        ...buckets.grantReadArchive(fn),
        ...secrets.grantServer(fn),
      }),
    });
    new NightlyRecount(this, 'Recount', { stage, recounter: reconcile, alarms });
    const reading = { stream: stream.stream, failures: buckets.failures, alarms };
    new StreamConsumer(this, 'Recording', {
      ...reading,
      consumer: record,
      window: gathering,
      batchSize: 1_000,
    });
    new StreamConsumer(this, 'Counting', {
      ...reading,
      consumer: aggregate,
      window: gathering,
      batchSize: 10_000,
    });

    const { api } = new Api(this, 'Api', { functions: { ingest, files, auth, query }, tokens: users.tokens, alarms });
    const cdn = new Cdn(this, 'Cdn', {
      stage,
      api: apiOrigin(api, stage, { [originHeader]: secrets.originValue }),
      site: buckets.site,
      blocks: buckets.blocks,
      files: buckets.files,
      beaconHeaders: ['Origin', 'Referer', 'User-Agent', ...(stage.name === 'local' ? [demoHeader] : [])],
      plainHttp: stage.name === 'local',
    });
    if (uploadsSite(stage)) {
      new SiteUpload(this, 'SiteUpload', { dist: stage.dist, site: buckets.site, distribution: cdn.distribution });
    }

    new CfnOutput(this, 'Url', { description: 'The dashboard', value: cdn.url(stage) });
    new CfnOutput(this, 'DistributionDomain', { value: cdn.distribution.distributionDomainName });
    new CfnOutput(this, 'SiteBucket', { value: buckets.site.bucketName });
    new CfnOutput(this, 'UserPoolId', { value: users.poolId });
    // Where npm run redrive and npm run reconcile find the names of tables, buckets and the stream.
    new CfnOutput(this, 'ReconcileFunction', { value: reconcile.functionName });
    new CfnOutput(this, 'AggregateFunction', { value: aggregate.functionName });
    new CfnOutput(this, 'ApiId', { value: api.apiId });
  }
}
