/** `npm run export-recording -- SESSION_ID`: the rrweb events of one tab, in order, decrypted, as one JSON array. */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { createKeptSheets } from '#contracts/kept-sheets.ts';
import { frameLabel } from '#contracts/stream-record.ts';
import { placesOf } from '../local/places.ts';
import { type Ready, readReady } from '../local/ready.ts';
import { ApiClient } from './api-client.ts';
import { decodeFrames } from './decode-frames.ts';
import { openFrame } from './open-frame.ts';
import { correctedEvents, playOrder } from './play-order.ts';
import { readFrame, readManifest, readSheet } from './recording-source.ts';

const usage = `Usage: npm run export-recording -- SESSION_ID [options]
  --project ID       default: the demo project of the local Afterglow
  --tab ID           default: the first tab
  --out FILE         default: standard output
  --api URL          an Afterglow elsewhere; default: the one that npm start runs
  --email ADDRESS    who signs in there; the password comes from AFTERGLOW_PASSWORD
  AFTERGLOW_TOKEN    an access token instead of e-mail and password
`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    project: { type: 'string' },
    tab: { type: 'string' },
    out: { type: 'string' },
    api: { type: 'string' },
    email: { type: 'string' },
    help: { type: 'boolean', short: 'h', default: false },
  },
});

/** Of a local Afterglow that runs. */
async function localReady(): Promise<Ready | undefined> {
  const file = placesOf(process.env).ready;
  return existsSync(file) ? readReady(file) : undefined;
}

async function signIn(): Promise<{ api: ApiClient; project: string }> {
  const local = values.api ? undefined : await localReady();
  const origin = values.api ?? local?.api;
  if (!origin) throw new Error('No Afterglow runs here: start it with npm start, or name one with --api.');
  const project = values.project ?? local?.projectId;
  if (!project) throw new Error('Name the project with --project.');
  const token = process.env.AFTERGLOW_TOKEN;
  if (token) return { api: new ApiClient(origin, token), project };
  const email = values.email ?? local?.email;
  const password = process.env.AFTERGLOW_PASSWORD ?? local?.password;
  if (!email || !password) throw new Error('Sign in with --email and AFTERGLOW_PASSWORD, or set AFTERGLOW_TOKEN.');
  const api = new ApiClient(origin);
  await api.login(email, password);
  return { api, project };
}

async function run(session: string): Promise<void> {
  const { api, project } = await signIn();
  const { frames, gaps, key, keys, tabs, urls } = await readManifest(api, project, session);
  const tab = values.tab ?? tabs[0]?.id;
  if (!tab || !tabs.some(({ id }) => id === tab)) {
    throw new Error(`The session has no tab ${tab ?? ''}; it has: ${tabs.map(({ id }) => id).join(', ') || 'none'}.`);
  }
  const others = tabs.filter(({ id }) => id !== tab);
  if (others.length > 0) console.error(`Other tabs (--tab): ${others.map(({ id }) => id).join(', ')}`);
  for (const gap of gaps) if (gap.tab === tab) console.error(`Missing from ${gap.from} to ${gap.to} ms: ${gap.reason}`);

  const sheets = createKeptSheets((hash) => readSheet(api.origin, project, hash, console.error));
  const opened = [];
  for (const frame of playOrder(frames.filter((one) => one.tab === tab))) {
    const { document, seq } = frame;
    const label = frameLabel({ project, session, document, seq });
    const secret = Buffer.from(keys.get(frame.object) ?? key, 'base64');
    const own = openFrame(secret, label, await readFrame(urls, frame));
    await sheets.gather(own.lines ?? []);
    opened.push({ document, seq, opened: own });
  }
  const json = `${JSON.stringify(correctedEvents(decodeFrames(opened, console.error, sheets.textOf)))}\n`;
  if (values.out) await writeFile(path.resolve(process.env.INIT_CWD ?? '.', values.out), json);
  else process.stdout.write(json);
}

const [session, ...more] = positionals;
if (values.help || !session || more.length > 0) {
  console.error(usage);
  process.exitCode = values.help ? 0 : 2;
} else {
  try {
    await run(session);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
