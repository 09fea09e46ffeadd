/** Looks into the emulated AWS from outside: every table, bucket and stream record, as text. */
import { gunzipSync } from 'node:zlib';
import { DynamoDBClient, ListTablesCommand, ScanCommand } from '@aws-sdk/client-dynamodb';
import {
  GetRecordsCommand,
  GetShardIteratorCommand,
  KinesisClient,
  ListShardsCommand,
  ListStreamsCommand,
} from '@aws-sdk/client-kinesis';
import { GetObjectCommand, ListBucketsCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { archiveTexts } from '../functions/process/aggregate/archive.ts';
import { unpackGathered } from '../functions/shared/gathered-items.ts';
import { unpackSession } from '../functions/shared/packed-session.ts';

export interface Held {
  where: string;
  text: string;
}

export function awsSettings(endpoint: string, region: string) {
  return {
    endpoint,
    region,
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    requestHandler: new NodeHttpHandler(),
  };
}

type Settings = ReturnType<typeof awsSettings>;

/** Binary as latin1, so that ASCII canaries are found in it; gzip is inflated, and the archive unpacked. */
function readable(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes);
  if (buffer[0] === 0x1f && buffer[1] === 0x8b) return gunzipSync(buffer).toString('utf8');
  const isZstandard = buffer.byteLength > 4 && buffer.readUInt32LE(0) === 0xfd2fb528;
  return isZstandard ? [...archiveTexts(buffer)].join('\n') : buffer.toString('latin1');
}

export async function everyItem(settings: Settings): Promise<Held[]> {
  const client = new DynamoDBClient(settings);
  const { TableNames = [] } = await client.send(new ListTablesCommand({}));
  const held: Held[] = [];
  for (const TableName of TableNames) {
    let ExclusiveStartKey: Record<string, never> | undefined;
    do {
      const page = await client.send(
        new ScanCommand({ TableName, ...(ExclusiveStartKey ? { ExclusiveStartKey } : {}) }),
      );
      for (const item of page.Items ?? []) {
        held.push({
          where: TableName,
          text: JSON.stringify({ ...item, unpacked: unpacked(item.pk?.S, item.packed?.B) }, (_, value) =>
            value instanceof Uint8Array ? readable(value) : value,
          ),
        });
      }
      ExclusiveStartKey = page.LastEvaluatedKey as typeof ExclusiveStartKey;
    } while (ExclusiveStartKey);
  }
  return held;
}

/** What an item holds in bytes: a session, which may be deflated, or what was gathered of many. */
function unpacked(pk = '', packed?: Uint8Array): unknown {
  if (packed && pk.startsWith('S#')) return unpackSession({ packed });
  return packed && pk.startsWith('G#') ? unpackGathered(packed) : undefined;
}

export async function everyObject(settings: Settings): Promise<Held[]> {
  const client = new S3Client({ ...settings, forcePathStyle: true });
  const { Buckets = [] } = await client.send(new ListBucketsCommand({}));
  const held: Held[] = [];
  for (const { Name: Bucket } of Buckets) {
    let ContinuationToken: string | undefined;
    do {
      const page = await client.send(
        new ListObjectsV2Command({ Bucket, ...(ContinuationToken ? { ContinuationToken } : {}) }),
      );
      for (const { Key } of page.Contents ?? []) {
        const { Body } = await client.send(new GetObjectCommand({ Bucket, Key }));
        if (!Body) throw new Error(`${Bucket}/${Key} has no body`);
        held.push({ where: `${Bucket}/${Key}`, text: readable(await Body.transformToByteArray()) });
      }
      ContinuationToken = page.NextContinuationToken;
    } while (ContinuationToken);
  }
  return held;
}

/** Stream records with their framed body inflated: 1 byte version, uint32 length, envelope, body. */
export async function everyStreamRecord(settings: Settings): Promise<Held[]> {
  const client = new KinesisClient(settings);
  const { StreamNames = [] } = await client.send(new ListStreamsCommand({}));
  const held: Held[] = [];
  for (const StreamName of StreamNames) {
    const { Shards = [] } = await client.send(new ListShardsCommand({ StreamName }));
    for (const { ShardId } of Shards) {
      const start = await client.send(
        new GetShardIteratorCommand({ StreamName, ShardId, ShardIteratorType: 'TRIM_HORIZON' }),
      );
      let iterator = start.ShardIterator;
      while (iterator) {
        const { Records = [], NextShardIterator } = await client.send(
          new GetRecordsCommand({ ShardIterator: iterator }),
        );
        for (const { Data } of Records) {
          if (!Data) continue;
          const record = Buffer.from(Data);
          const body = 5 + record.readUInt32BE(1);
          held.push({
            where: StreamName,
            text: record.subarray(5, body).toString('utf8') + readable(record.subarray(body)),
          });
        }
        iterator = Records.length > 0 ? NextShardIterator : undefined;
      }
    }
  }
  return held;
}
