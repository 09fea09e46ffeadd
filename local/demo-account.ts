import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { ApiCallError, ApiClient } from '../tools/api-client.ts';
import { adoptDemoUser, confirmDemoUser, type UserPoolPlace } from './confirm-demo-user.ts';

export interface DemoAccount {
  email: string;
  password: string;
  projectId: string;
  writeKey: string;
}

interface Options {
  /** Origin of the API. */
  api: string;
  users: UserPoolPlace;
  /** Keeps the password from start to start. */
  passwordFile: string;
}

const email = 'demo@afterglow.local';
const projectName = 'Demo shop';

/** Signs the demo user in, and up first where it is new, and makes its project, all through the HTTP API. */
export async function demoAccount({ api, users, passwordFile }: Options): Promise<DemoAccount> {
  const password = await keptPassword(passwordFile);
  const client = new ApiClient(api);
  if (!(await signedIn(client, password))) {
    await client.call('signUp', { body: { email, password, name: 'Demo' } });
    await confirmDemoUser(client, email, users);
    if (!(await signedIn(client, password))) {
      await adoptDemoUser(email, password, users);
      await client.login(email, password);
    }
  }
  const { items } = await client.call('listProjects');
  const project =
    items.find(({ name }) => name === projectName) ??
    (await client.call('createProject', {
      body: { name: projectName, timeZone: Intl.DateTimeFormat().resolvedOptions().timeZone },
    }));
  return { email, password, projectId: project.id, writeKey: project.writeKey };
}

async function signedIn(client: ApiClient, password: string): Promise<boolean> {
  try {
    await client.login(email, password);
    return true;
  } catch (error) {
    if (error instanceof ApiCallError && ['invalid_credentials', 'not_confirmed'].includes(error.code)) return false;
    throw error;
  }
}

/** Random, kept in the state folder. */
async function keptPassword(file: string): Promise<string> {
  if (existsSync(file)) return (await readFile(file, 'utf8')).trim();
  const password = `glow-${randomBytes(9).toString('base64url')}7`;
  await writeFile(file, password, { mode: 0o600 });
  return password;
}
