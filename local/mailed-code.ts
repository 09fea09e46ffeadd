import { setTimeout as sleep } from 'node:timers/promises';
import * as z from 'zod/mini';

const Messages = z.object({
  messages: z.record(z.string(), z.array(z.object({ To: z.array(z.string()), BodyText: z.string() }))),
});

/** The newest code mailed to an address, from the mails that MiniStack keeps; undefined where no mails are kept. */
export async function mailedCode(endpoint: string, email: string): Promise<string | undefined> {
  for (let tries = 0; tries < 50; tries += 1) {
    const answer = await fetch(`${endpoint}/_ministack/ses/messages`);
    if (!answer.ok) return undefined;
    const mails = Object.values(Messages.parse(await answer.json()).messages).flat();
    const body = mails.findLast(({ To }) => To.includes(email))?.BodyText;
    const code = /\b\d{6}\b/.exec(body ?? '')?.[0];
    if (code) return code;
    await sleep(100);
  }
  throw new Error(`No mail with a code for ${email} came within 5 s.`);
}
