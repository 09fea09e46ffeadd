import { createHmac, timingSafeEqual } from 'node:crypto';
import * as z from 'zod/mini';
import { ApiError } from '#contracts/errors.ts';

/** Cursors of one route, tenant and query. */
export interface BoundCursor {
  /** The position that the request's cursor holds, undefined without one; 400 when it belongs to another query. */
  read<T>(position: z.ZodMiniType<T>): T | undefined;
  /** An opaque cursor for a position of the next page, or null at the end. */
  next(position: unknown): string | null;
}

const macBytes = 16;

/**
 * Binds cursors to what they belong to.
 * @param scope route, tenant and query: a cursor is readable only under an equal scope
 * @param given the cursor of the request
 */
export function bindCursor(secret: string, scope: unknown, given: string | undefined): BoundCursor {
  const mac = (payload: string) =>
    createHmac('sha256', secret)
      .update(`cursor\n${JSON.stringify(scope)}\n${payload}`)
      .digest()
      .subarray(0, macBytes);

  return {
    read(position) {
      if (given === undefined) return undefined;
      const bytes = Buffer.from(given, 'base64url');
      const payload = bytes.subarray(macBytes).toString();
      if (bytes.length <= macBytes || !timingSafeEqual(bytes.subarray(0, macBytes), mac(payload))) {
        throw new ApiError('invalid_cursor');
      }
      return z.parse(position, JSON.parse(payload));
    },
    next(position) {
      if (position === undefined || position === null) return null;
      const payload = JSON.stringify(position);
      return Buffer.concat([mac(payload), Buffer.from(payload)]).toString('base64url');
    },
  };
}
