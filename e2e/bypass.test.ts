/** The API's own address, past CloudFront: every route of every function refuses what does not come through it. */
import { CloudFormationClient, DescribeStacksCommand } from '@aws-sdk/client-cloudformation';
import { beforeAll, describe, expect, inject, it } from 'vitest';
import { ErrorAnswer } from '#contracts/errors.ts';
import { originHeader } from '#contracts/resources.ts';
import { type Route, type RouteName, routes } from '#contracts/routes.ts';
import { Api } from './api.ts';
import { awsSettings } from './aws.ts';
import { beaconText, header, pageview } from './beacon.ts';

const ready = inject('ready');
const table = Object.entries(routes) as [RouteName, Route][];

describe('past CloudFront', () => {
  let direct: string;
  let token: string;

  beforeAll(async () => {
    const client = new CloudFormationClient(awsSettings(ready.endpoint, ready.region));
    const { Stacks = [] } = await client.send(new DescribeStacksCommand({}));
    const outputs = Stacks.flatMap((stack) => stack.Outputs ?? []);
    const id = outputs.find(({ OutputKey }) => OutputKey === 'ApiId')?.OutputValue;
    direct = `${ready.endpoint}/_aws/execute-api/${id}`;
    const { json } = await new Api(ready.api).call('login', { body: { email: ready.email, password: ready.password } });
    token = json.accessToken;
  });

  const ask = async (route: Route, headers: Record<string, string>) => {
    const path = route.path.replace('{id}', ready.projectId).replace(/\{\w+\}/g, 'x');
    const response = await fetch(`${direct}${path}?k=${ready.writeKey}&t=${Date.now()}`, {
      method: route.method,
      headers: { authorization: `Bearer ${token}`, ...headers },
      ...(route.method === 'POST' ? { body: Buffer.from(beaconText(header(), [pageview()])) } : {}),
    });
    return { status: response.status, answer: ErrorAnswer.safeParse(await response.json()) };
  };

  it.each(table)('%s is refused without the secret header, and with a guess', async (_, route) => {
    const answers = [
      await ask(route, {}),
      await ask(route, { [originHeader]: 'guess' }),
      await ask(route, { [originHeader]: '' }),
    ];

    for (const { status, answer } of answers) {
      expect(status).toBe(403);
      expect(answer.data?.error.code).toBe('forbidden');
    }
  });

  it('reaches every function that the table names', () => {
    expect(new Set(table.map(([, { fn }]) => fn))).toEqual(new Set(['ingest', 'files', 'auth', 'query']));
  });

  it('has no way to bring the header through CloudFront', async () => {
    const forged = await fetch(`${ready.api}/api/auth/status`, { headers: { [originHeader]: 'forged' } });

    expect(forged.status).toBe(200);
  });
});
