import { Logger } from '@aws-lambda-powertools/logger';
import { metrics } from '#contracts/resources.ts';
import { logLine } from '../../shared/http/finish-answer.ts';
import { metricLine } from '../../shared/metric-line.ts';
import { createServerSecretStore } from '../../shared/server-secret-store.ts';
import { DynamoItemStore } from '../item-store.ts';
import { S3ReadableStore } from '../readable-object-store.ts';
import { ReconcileEnv } from './env.ts';
import { ProjectListStore } from './project-list-store.ts';
import { recountYesterday } from './recount-yesterday.ts';

const env = ReconcileEnv.parse(process.env);
const logger = new Logger({ serviceName: 'reconcile' });
const projects = new ProjectListStore(env.PROJECTS_TABLE);
const tally = new DynamoItemStore(env.TALLY_TABLE);
const archive = new S3ReadableStore(env.ARCHIVE_BUCKET);
const serverSecret = createServerSecretStore(env.SERVER_SECRET_ARN);

/** Recounts yesterday of every project and tells, as a metric, how many numbers drifted. */
export async function handler(): Promise<{ projects: number; drift: number }> {
  const now = Date.now();
  const all = await projects.all();
  const context = { tally, archive, now, serverSecret: await serverSecret() };
  const { drift, failed } = await recountYesterday(all, context, (message, details) => logger.info(message, details));
  logLine(metricLine(metrics.counterDrift, { stage: env.STAGE, now, count: drift }));
  for (const [project, error] of failed) {
    logger.error('a project could not be recounted', { project, error: error as Error });
  }
  if (failed.size > 0) throw new Error(`${failed.size} of ${all.length} projects could not be recounted`);
  return { projects: all.length, drift };
}
