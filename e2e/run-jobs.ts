/** Calls the function that erases and exports, as its schedule does every minute, until a job is finished. */
import { InvokeCommand, LambdaClient, ListFunctionsCommand } from '@aws-sdk/client-lambda';
import type { Job } from '#contracts/job.ts';
import type { Api } from './api.ts';
import { awsSettings } from './aws.ts';
import type { Ready } from './stack.ts';

export async function finished(ready: Ready, api: Api, job: string): Promise<Job> {
  const client = new LambdaClient(awsSettings(ready.endpoint, ready.region));
  const { Functions = [] } = await client.send(new ListFunctionsCommand({}));
  const name = Functions.map(({ FunctionName = '' }) => FunctionName).find((one) => /Jobs[0-9A-F]{8}/.test(one));
  if (!name) throw new Error('there is no function that carries out jobs');
  for (const deadline = Date.now() + 180_000; ; ) {
    const { json } = await api.call('job', { params: { job } });
    if (json.status !== 'queued' && json.status !== 'running') return json;
    if (Date.now() > deadline) throw new Error(`the job is not finished: ${JSON.stringify(json)}`);
    const { FunctionError, Payload } = await client.send(new InvokeCommand({ FunctionName: name }));
    if (FunctionError) throw new Error(`the jobs function failed: ${Buffer.from(Payload ?? []).toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
}
