/** Names whose value is a secret, whatever it looks like: of parameters, properties, traits and members of JSON. */

/**
 * By the end of a name: the secret, whether it is said of several, and what may stand behind it. Words that stand in
 * others, as `pin` in `spin`, have to begin a word.
 */
const secretName =
  /(?:token|secret|pass(?:word|wd|phrase|code)|pwd|jwt|bearer|[cx]srf|credentials?|signature|authorization|cookie|otp|cv[vc]|(?:api|access|secret|private|signing|encryption)[\W_]*key|sess(?:ion)?[\W_]*id|(?:credit|debit)[\W_]*card|(?:card|cc)[\W_]*(?:number|num|no)|(?:oob|otp|auth|login|access|security|reset|recovery|verification)[\W_]*code|(?:^|[^a-z])(?:pin|sid|sig|pw|ssn|iban)|(?:^|user|login|admin|db|old|new)[\W_]*pass)(s?)(?:[\W_]*(?:confirm(?:ation)?|repeat|again|current|hash|value))?[\W\d_]*$|^x-amz-/i;

/** Undefined where a name tells of no secret, `s` where it tells of several, else empty. */
export function secretEnding(name: string): string | undefined {
  const found = secretName.exec(name.replace(/([a-z\d])([A-Z])/g, '$1_$2'));
  return found ? (found[1] ?? '') : undefined;
}

/** Whether a value is a secret by its name. `tokens: 512` is a count and `hasPassword: true` an answer. */
export function isSecretNamed(name: string, value: unknown, endingOf = secretEnding): boolean {
  if (value === '' || value === null || value === undefined || typeof value === 'boolean') return false;
  const several = endingOf(name);
  return several !== undefined && !(several && /^\d+$/.test(String(value)));
}
