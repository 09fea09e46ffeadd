import { RemovalPolicy } from 'aws-cdk-lib';
import { AttributeType, BillingMode, ProjectionType, Table } from 'aws-cdk-lib/aws-dynamodb';
import type { Grant, IGrantable } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { sessionsIndex, type TableName, tables } from '#contracts/resources.ts';
import type { Stage } from './stage.ts';

const reads = ['dynamodb:GetItem', 'dynamodb:BatchGetItem', 'dynamodb:Query'];
/** What removes things and finds all there is, but writes no whole item. */
const erases = ['dynamodb:Scan', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'];
const writes = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:BatchWriteItem'];

type Variable<N extends TableName> = `${Uppercase<N>}_TABLE`;

/** Nothing may bring back what these held. */
const unrecoverable: readonly TableName[] = ['daily'];
const weekOnly: readonly TableName[] = ['keys', 'recordings', 'jobs'];

/** All DynamoDB tables: on-demand, TTL, and point-in-time recovery but for what ends with the day. */
export class Tables extends Construct {
  private readonly byName: Record<TableName, Table>;

  constructor(scope: Construct, id: string, { stage }: { stage: Stage }) {
    super(scope, id);
    const make = (name: TableName) =>
      new Table(this, name, {
        partitionKey: { name: 'pk', type: AttributeType.STRING },
        sortKey: { name: 'sk', type: AttributeType.STRING },
        billingMode: BillingMode.PAY_PER_REQUEST,
        timeToLiveAttribute: 'ttl',
        // A deleted key must not come back: tables that hold keys, or whom a job is about, remember for a week only.
        pointInTimeRecoverySpecification: unrecoverable.includes(name)
          ? { pointInTimeRecoveryEnabled: false }
          : { pointInTimeRecoveryEnabled: true, recoveryPeriodInDays: weekOnly.includes(name) ? 7 : 35 },
        deletionProtection: stage.protectData && !unrecoverable.includes(name),
        removalPolicy: unrecoverable.includes(name) ? RemovalPolicy.DESTROY : stage.dataRemoval,
      });
    this.byName = Object.fromEntries(tables.map((name) => [name, make(name)])) as Record<TableName, Table>;
    this.byName.tally.addGlobalSecondaryIndex({
      indexName: sessionsIndex.name,
      partitionKey: { name: sessionsIndex.partitionKey, type: AttributeType.STRING },
      sortKey: { name: sessionsIndex.sortKey, type: AttributeType.STRING },
      projectionType: ProjectionType.KEYS_ONLY,
    });
  }

  grantRead<N extends TableName>(fn: IGrantable, name: N): Record<Variable<N>, string> {
    return this.grant(fn, name, reads);
  }

  grantReadWrite<N extends TableName>(fn: IGrantable, name: N): Record<Variable<N>, string> {
    return this.grant(fn, name, [...reads, ...writes]);
  }

  grantScan<N extends TableName>(fn: IGrantable, name: N): Record<Variable<N>, string> {
    return this.grant(fn, name, [...reads, 'dynamodb:Scan']);
  }

  grantErase<N extends TableName>(fn: IGrantable, name: N): Record<Variable<N>, string> {
    return this.grant(fn, name, [...reads, ...erases]);
  }

  /** To delete what is known, and to read nothing. */
  grantDelete<N extends TableName>(fn: IGrantable, name: N): Record<Variable<N>, string> {
    return this.grant(fn, name, ['dynamodb:DeleteItem']);
  }

  grantAll<N extends TableName>(fn: IGrantable, name: N): Record<Variable<N>, string> {
    return this.grant(fn, name, [...reads, ...writes, 'dynamodb:Scan']);
  }

  private grant<N extends TableName>(fn: IGrantable, name: N, actions: string[]): Record<Variable<N>, string> {
    const table = this.byName[name];
    const given: Grant = table.grant(fn, ...actions);
    given.assertSuccess();
    return { [`${name.toUpperCase()}_TABLE`]: table.tableName } as Record<Variable<N>, string>;
  }
}
