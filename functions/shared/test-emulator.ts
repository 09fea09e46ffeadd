/** For emulated tests: an emulator with a state folder of its own, and the resources that a test asks for. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CognitoIdentityProviderClient,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
} from '@aws-sdk/client-cognito-identity-provider';
import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';

/** What this file uses of local/, which is type-checked with the programs it starts, not with functions. */
interface Local {
  startEmulator(options: {
    places: object;
    env: NodeJS.ProcessEnv;
    say: (line: string) => void;
  }): Promise<{ endpoint: string; region: string; stop(): Promise<void> }>;
  placesOf(env: NodeJS.ProcessEnv): object;
  makePlaces(places: object): void;
}

const root = path.join(import.meta.dirname, '../..');
const local = async (file: string) => (await import(pathToFileURL(path.join(root, 'local', file)).href)) as Local;

export interface TestEmulator {
  endpoint: string;
  /** A table with string keys `pk` and `sk`, as all of ours have. */
  createTable(name: string): Promise<string>;
  /** A user pool with the policy that infra sets. */
  createUserPool(): Promise<{ poolId: string; clientId: string }>;
  stop(): Promise<void>;
}

/** Starts MiniStack and points this process's AWS clients at it; its Python is shared with `npm start`. */
export async function startTestEmulator(): Promise<TestEmulator> {
  const state = await mkdtemp(path.join(tmpdir(), 'afterglow-test-'));
  const { AWS_ENDPOINT_URL: _, ...inherited } = process.env;
  const env = {
    ...inherited,
    AFTERGLOW_STATE: state,
    AFTERGLOW_VENV: process.env.AFTERGLOW_VENV ?? path.join(root, '.local/venv'),
  };
  const { placesOf, makePlaces } = await local('places.ts');
  const { startEmulator } = await local('emulator.ts');
  const places = placesOf(env);
  makePlaces(places);
  const emulator = await startEmulator({ places, env, say: () => {} });
  Object.assign(process.env, {
    AWS_ENDPOINT_URL: emulator.endpoint,
    AWS_REGION: emulator.region,
    AWS_ACCESS_KEY_ID: 'test',
    AWS_SECRET_ACCESS_KEY: 'test',
  });

  return {
    endpoint: emulator.endpoint,
    async createTable(name) {
      await new DynamoDBClient().send(
        new CreateTableCommand({
          TableName: name,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [
            { AttributeName: 'pk', AttributeType: 'S' },
            { AttributeName: 'sk', AttributeType: 'S' },
          ],
          KeySchema: [
            { AttributeName: 'pk', KeyType: 'HASH' },
            { AttributeName: 'sk', KeyType: 'RANGE' },
          ],
        }),
      );
      return name;
    },
    async createUserPool() {
      const cognito = new CognitoIdentityProviderClient();
      const { UserPool } = await cognito.send(
        new CreateUserPoolCommand({
          PoolName: 'test',
          UsernameAttributes: ['email'],
          AutoVerifiedAttributes: ['email'],
          Policies: {
            PasswordPolicy: {
              MinimumLength: 10,
              RequireNumbers: true,
              RequireLowercase: false,
              RequireUppercase: false,
              RequireSymbols: false,
            },
          },
        }),
      );
      const poolId = UserPool?.Id ?? '';
      const { UserPoolClient } = await cognito.send(
        new CreateUserPoolClientCommand({
          UserPoolId: poolId,
          ClientName: 'test',
          ExplicitAuthFlows: ['ALLOW_USER_PASSWORD_AUTH', 'ALLOW_REFRESH_TOKEN_AUTH'],
          PreventUserExistenceErrors: 'ENABLED',
          EnableTokenRevocation: true,
        }),
      );
      return { poolId, clientId: UserPoolClient?.ClientId ?? '' };
    },
    async stop() {
      await emulator.stop();
      await rm(state, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}
