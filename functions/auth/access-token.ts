/** `sub` of an access token that came straight from Cognito, so its signature needs no checking. */
export function subjectOf(accessToken: string): string {
  const claims = JSON.parse(Buffer.from(accessToken.split('.')[1] ?? '', 'base64url').toString()) as { sub?: unknown };
  if (typeof claims.sub !== 'string') throw new Error('the access token has no sub');
  return claims.sub;
}
