/** Notes that help a project's people to see what arrives and what does not. */
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { boundedMemo } from '../shared/bounded-memo.ts';
import { lowerHeaders } from '../shared/http/lower-headers.ts';

/** A project's pages share few origins. */
const hostOf = boundedMemo(500, (origin) => URL.parse(origin)?.hostname || undefined);

/** Host of the page that a request comes from. */
export function pageHost(event: APIGatewayProxyEventV2): string | undefined {
  const { origin } = lowerHeaders(event);
  return origin ? hostOf(origin) : undefined;
}

/** Notes help people; no answer hangs on them. */
export async function quietly(
  { log }: { log: (line: Record<string, unknown>) => void },
  write: () => Promise<void>,
): Promise<void> {
  try {
    await write();
  } catch (error) {
    log({ level: 'warn', message: 'the status was not noted', reason: String(error) });
  }
}
