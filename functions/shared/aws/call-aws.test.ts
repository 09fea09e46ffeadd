import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsService } from './call-aws.ts';
import { createDocumentClient, GetCommand, isConditionFailure, PutCommand, UpdateCommand } from './document-client.ts';

interface Call {
  headers: IncomingHttpHeaders;
  body: unknown;
}

let server: Server;
const calls: Call[] = [];
/** Answers in turn; `undefined` never comes. */
let answers: ({ status: number; body: string } | 'hang' | 'reset')[] = [];

beforeAll(async () => {
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    calls.push({ headers: request.headers, body: JSON.parse(Buffer.concat(chunks).toString()) });
    const answer = answers.shift() ?? { status: 200, body: '{}' };
    if (answer === 'reset') request.socket.destroy();
    else if (answer !== 'hang') response.writeHead(answer.status).end(answer.body);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
});
beforeEach(() => {
  calls.length = 0;
  answers = [];
  const environment = {
    AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    AWS_REGION: 'eu-central-1',
    AWS_ACCESS_KEY_ID: 'AKID',
    AWS_SECRET_ACCESS_KEY: 'secret',
    AWS_SESSION_TOKEN: 'token',
  };
  for (const [name, value] of Object.entries(environment)) vi.stubEnv(name, value);
});
afterEach(() => void vi.unstubAllEnvs());
afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const kinesis = (timeout = 1_000) =>
  awsService({ service: 'kinesis', targetPrefix: 'Kinesis_20131202', timeout, tries: 2 });
const failure = (type: string, status = 400) => ({ status, body: JSON.stringify({ __type: type, message: 'told' }) });

describe('a call', () => {
  it('names its operation and signs what it sends', async () => {
    answers = [{ status: 200, body: '{"ShardId":"1"}' }];

    const answer = await kinesis()('PutRecord', { Data: 'AA==' });

    expect(answer).toEqual({ ShardId: '1' });
    expect(calls[0]?.body).toEqual({ Data: 'AA==' });
    expect(calls[0]?.headers).toMatchObject({
      'x-amz-target': 'Kinesis_20131202.PutRecord',
      'content-type': 'application/x-amz-json-1.1',
      'x-amz-security-token': 'token',
      authorization: expect.stringMatching(
        /^AWS4-HMAC-SHA256 Credential=AKID\/\d{8}\/eu-central-1\/kinesis\/aws4_request, SignedHeaders=content-type;host;x-amz-date;x-amz-security-token;x-amz-target, Signature=[0-9a-f]{64}$/,
      ),
    });
  });

  it.each([
    ['throttling', failure('ProvisionedThroughputExceededException')],
    ['a failure of the service', { status: 503, body: '<html>' }],
    ['a connection that is closed', 'reset' as const],
  ])('is tried again after %s', async (_, first) => {
    answers = [first, { status: 200, body: '{"ok":1}' }];

    expect(await kinesis()('PutRecord', {})).toEqual({ ok: 1 });
    expect(calls).toHaveLength(2);
  });

  it('is tried no oftener than allowed, and tells the last reason', async () => {
    answers = [failure('ThrottlingException'), failure('ThrottlingException'), failure('ThrottlingException')];

    await expect(kinesis()('PutRecord', {})).rejects.toMatchObject({ name: 'ThrottlingException', message: 'told' });
    expect(calls).toHaveLength(2);
  });

  it('is not repeated where that would change nothing', async () => {
    answers = [failure('com.amazonaws.kinesis#ResourceNotFoundException')];

    await expect(kinesis()('PutRecord', {})).rejects.toMatchObject({ name: 'ResourceNotFoundException', status: 400 });
    expect(calls).toHaveLength(1);
  });

  it('waits no longer than its time at each try', async () => {
    answers = ['hang', 'hang'];

    await expect(kinesis(60)('PutRecord', {})).rejects.toThrow(/abort|timeout/i);
    expect(calls).toHaveLength(2);
  });

  it('says which variable is missing', async () => {
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', '');

    await expect(kinesis()('PutRecord', {})).rejects.toThrow('AWS_SECRET_ACCESS_KEY is not set');
  });

  it("goes to the service's own endpoint where there is one", async () => {
    vi.stubEnv('AWS_ENDPOINT_URL_KINESIS', process.env.AWS_ENDPOINT_URL ?? '');
    vi.stubEnv('AWS_ENDPOINT_URL', 'http://127.0.0.1:1');

    await kinesis()('PutRecord', {});

    expect(calls).toHaveLength(1);
  });
});

describe('the document client', () => {
  it('reads and writes plain values', async () => {
    answers = [{ status: 200, body: '{"Item":{"pk":{"S":"a"},"n":{"N":"2"}}}' }];
    const client = createDocumentClient();

    const { Item } = await client.send(new GetCommand({ TableName: 't', Key: { pk: 'a' }, ConsistentRead: true }));
    await client.send(new PutCommand({ TableName: 't', Item: { pk: 'a', list: [1] } }));
    const updated = await client.send(
      new UpdateCommand({
        TableName: 't',
        Key: { pk: 'a' },
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': 1 },
      }),
    );

    expect(Item).toEqual({ pk: 'a', n: 2 });
    expect(updated).toEqual({});
    expect(calls.map(({ body }) => body)).toEqual([
      { TableName: 't', Key: { pk: { S: 'a' } }, ConsistentRead: true },
      { TableName: 't', Item: { pk: { S: 'a' }, list: { L: [{ N: '1' }] } } },
      {
        TableName: 't',
        Key: { pk: { S: 'a' } },
        UpdateExpression: 'SET n = :n',
        ExpressionAttributeValues: { ':n': { N: '1' } },
      },
    ]);
    expect(calls[0]?.headers['content-type']).toBe('application/x-amz-json-1.0');
  });

  it('tells a condition that did not hold from other failures', async () => {
    answers = [
      failure('com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException'),
      failure('com.amazonaws.dynamodb.v20120810#ValidationException'),
    ];
    const put = () => createDocumentClient().send(new PutCommand({ TableName: 't', Item: { pk: 'a' } }));

    const told = [await put().catch(isConditionFailure), await put().catch(isConditionFailure)];

    expect(told).toEqual([true, false]);
  });
});
