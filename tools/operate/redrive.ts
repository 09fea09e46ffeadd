/** `npm run redrive -- --stage S`: puts failed records back on the stream, after what broke them is fixed. */
import { parseArgs } from 'node:util';
import { PutRecordCommand } from '@aws-sdk/client-kinesis';
import { DynamoItemStore } from '../../functions/process/item-store.ts';
import { S3ReadableStore } from '../../functions/process/readable-object-store.ts';
import { ProjectListStore } from '../../functions/process/reconcile/project-list-store.ts';
import { mendFirst } from '../../functions/process/redrive/mend-first.ts';
import { type Redriven, redriveFailures } from '../../functions/process/redrive/redrive-failures.ts';
import { openDeployment } from './deployment.ts';

const usage = `Usage: npm run redrive -- [--stage local|dev|prod] [options]
  --stage NAME   default: local, the one that npm start runs
  --dry-run      only say what would be put
  --force        put also what this version of the consumers would refuse again
A record leaves the failure bucket once it is on the stream; one that fails again comes back there.
`;

export async function redrive(
  stage: string,
  options: { dryRun: boolean; force: boolean },
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): Promise<Redriven> {
  const { dynamo, s3, kinesis, name, serverSecret } = await openDeployment(stage, env);
  const tally = new DynamoItemStore(name('TALLY_TABLE'), dynamo);
  const archive = new S3ReadableStore(name('ARCHIVE_BUCKET'), s3);
  const projects = new ProjectListStore(name('PROJECTS_TABLE'), dynamo);
  return redriveFailures({
    failures: new S3ReadableStore(name('FAILURES_BUCKET'), s3),
    async put(PartitionKey, Data) {
      const { SequenceNumber = '' } = await kinesis.send(
        new PutRecordCommand({ StreamName: name('STREAM_NAME'), PartitionKey, Data }),
      );
      return SequenceNumber;
    },
    mend: mendFirst({ tally, archive, serverSecret, projectOf: (id) => projects.get(id), now: Date.now, say }),
    retentionOf: async (id) => (await projects.get(id))?.settings,
    say,
    ...options,
  });
}

if (import.meta.main) {
  try {
    const { values } = parseArgs({
      options: {
        stage: { type: 'string', default: 'local' },
        'dry-run': { type: 'boolean', default: false },
        force: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) console.error(usage);
    else {
      const options = { dryRun: values['dry-run'], force: values.force };
      const { put, left, unreadable } = await redrive(values.stage, options, process.env, (line) => console.log(line));
      const verb = values['dry-run'] ? 'would be put' : 'put';
      console.log(
        `\n${put} records ${verb} on the stream, ${left} left as still broken, ${unreadable} objects unreadable.`,
      );
    }
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
