/** Seals a frame as the record function does, for tests. */
import { frameNonceBytes } from '#contracts/stream-record.ts';

const rawKey = Uint8Array.from({ length: 32 }, (_, index) => index * 7);
export const testKey = btoa(String.fromCharCode(...rawKey));

export async function sealForTest(
  label: string,
  text: string,
  { codec = 1, packed }: { codec?: number; packed?: Uint8Array } = {},
): Promise<Uint8Array<ArrayBuffer>> {
  const key = await crypto.subtle.importKey('raw', rawKey, 'AES-GCM', false, ['encrypt']);
  const nonce = crypto.getRandomValues(new Uint8Array(frameNonceBytes));
  const sealed = await crypto.subtle.encrypt(
    { name: 'AES-GCM', iv: nonce, additionalData: new TextEncoder().encode(label) },
    key,
    Uint8Array.from([codec, ...(packed ?? (await gzip(text)))]),
  );
  return Uint8Array.from([...nonce, ...new Uint8Array(sealed)]);
}

export async function gzip(text: string): Promise<Uint8Array> {
  const stream = new Response(text).body?.pipeThrough(new CompressionStream('gzip'));
  return new Uint8Array(await new Response(stream ?? null).arrayBuffer());
}
