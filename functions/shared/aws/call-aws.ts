/**
 * Calls of AWS's JSON services, signed here. The SDK's clients do the same and much more; they cost ingest 400 KB of
 * bundle and most of its cold start (docs/adr/0007).
 */
import type { Agent as HttpAgent } from 'node:http';
import { signRequest } from './sign-request.ts';

export interface AwsServiceOptions {
  /** Signing name, which is also the host's first part: `dynamodb`, `kinesis`, `secretsmanager`. */
  service: string;
  /** `X-Amz-Target` up to the operation, e.g. `DynamoDB_20120810`. */
  targetPrefix: string;
  /** @default application/x-amz-json-1.1 */
  contentType?: string;
  /** ms from the call to the whole answer, for each try. */
  timeout: number;
  /** Tries of what may pass: no answer, 5xx, throttling. */
  tries: number;
}

export type AwsCall = (operation: string, input: object) => Promise<Record<string, unknown>>;

/** An answer that AWS marked as failed; `name` is the type that it gave, e.g. `ConditionalCheckFailedException`. */
export class AwsError extends Error {
  override readonly name: string;
  readonly status: number;

  constructor(name: string, message: string, status: number) {
    super(message);
    this.name = name;
    this.status = status;
  }
}

const passing =
  /Throttl|ThroughputExceeded|RequestLimitExceeded|LimitExceededException|TransactionInProgress|InternalFailure|InternalServerError|ServiceUnavailable/;
const agents: Record<string, HttpAgent> = {};

/** The module and a pool of kept connections for `http:` or `https:`, loaded at the first call: 20 ms at import. */
function wireOf(protocol: string) {
  const wire = process.getBuiltinModule(protocol === 'http:' ? 'node:http' : 'node:https');
  agents[protocol] ??= new wire.Agent({ keepAlive: true });
  return { request: wire.request, agent: agents[protocol] };
}

/** The caller of one service at the endpoint, in the region and with the credentials that the environment names. */
export function awsService(options: AwsServiceOptions): AwsCall {
  return async (operation, input) => {
    const body = JSON.stringify(input);
    for (let tried = 1; ; tried += 1) {
      try {
        return await callOnce(options, operation, body);
      } catch (error) {
        const mayPass = !(error instanceof AwsError) || error.status >= 500 || passing.test(error.name);
        if (!mayPass || tried >= options.tries) throw error;
        await new Promise((resolve) => setTimeout(resolve, Math.random() * 50 * 2 ** tried));
      }
    }
  };
}

async function callOnce(options: AwsServiceOptions, operation: string, body: string): Promise<Record<string, unknown>> {
  const { service, targetPrefix, contentType = 'application/x-amz-json-1.1', timeout } = options;
  const region = variable('AWS_REGION', process.env.AWS_DEFAULT_REGION);
  const endpoint = endpointOf(service, region);
  const headers = signRequest({
    service,
    region,
    body,
    headers: { host: endpoint.host, 'content-type': contentType, 'x-amz-target': `${targetPrefix}.${operation}` },
    credentials: {
      accessKeyId: variable('AWS_ACCESS_KEY_ID'),
      secretAccessKey: variable('AWS_SECRET_ACCESS_KEY'),
      sessionToken: process.env.AWS_SESSION_TOKEN,
    },
    at: Date.now(),
  });
  const { status, text } = await post(endpoint, headers, body, timeout);
  if (status >= 200 && status < 300) return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
  throw errorOf(status, text);
}

/** The service's own variable wins over the general one, as in the SDK. */
function endpointOf(service: string, region: string): URL {
  const names: Record<string, string> = { dynamodb: 'DYNAMODB', kinesis: 'KINESIS', secretsmanager: 'SECRETS_MANAGER' };
  const given = process.env[`AWS_ENDPOINT_URL_${names[service]}`] || process.env.AWS_ENDPOINT_URL;
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  return new URL(given || `https://${service}.${region}.${suffix}`);
}

function variable(name: string, otherwise?: string): string {
  const value = process.env[name] || otherwise;
  if (!value) throw new Error(`${name} is not set; Lambda sets it, and elsewhere it has to be exported`);
  return value;
}

function post(endpoint: URL, headers: Record<string, string>, body: string, timeout: number) {
  const { request, agent } = wireOf(endpoint.protocol);
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const sent = request(
      endpoint,
      {
        method: 'POST',
        headers: { ...headers, 'content-length': Buffer.byteLength(body) },
        agent,
        signal: AbortSignal.timeout(timeout),
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(body);
  });
}

function errorOf(status: number, text: string): AwsError {
  let told: Record<string, unknown> = {};
  try {
    told = JSON.parse(text) as Record<string, unknown>;
  } catch {
    // What stands between us and AWS answers in HTML.
  }
  // `com.amazonaws.dynamodb.v20120810#ConditionalCheckFailedException`, with or without what is before the #.
  const name = String(told.__type ?? `Http${status}`).replace(/^.*#|:.*$/g, '');
  return new AwsError(name, String(told.message ?? told.Message ?? text.slice(0, 300)), status);
}
