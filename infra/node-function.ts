import path from 'node:path';
import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { Code, Function as LambdaFunction, LoggingFormat, Runtime, SystemLogLevel } from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { Stage } from './stage.ts';

export interface NodeFunctionProps<Env extends object> {
  stage: Stage;
  /** Folder below functions of the builds that holds handler.mjs. */
  bundle: string;
  /** Seconds. */
  timeout: number;
  /** MB; CPU grows with it. */
  memory: number;
  /** Lambda writes its own three lines only of calls that fail: for what is called millions of times. */
  quiet?: boolean;
  /** Calls grants, each of which gives a permission and returns the variables that go with it. */
  environment: (fn: LambdaFunction) => Env;
}

/** A function of ours. `Env` is the input type of its `env.ts`, so a missing variable does not compile. */
export class NodeFunction<Env extends object> extends LambdaFunction {
  constructor(scope: Construct, id: string, props: NodeFunctionProps<Env>) {
    const { stage } = props;
    super(scope, id, {
      runtime: Runtime.NODEJS_24_X,
      architecture: stage.architecture,
      handler: 'handler.handler',
      code: Code.fromAsset(path.join(stage.dist, 'functions', props.bundle)),
      timeout: Duration.seconds(props.timeout),
      memorySize: props.memory,
      ...(props.quiet ? { loggingFormat: LoggingFormat.JSON, systemLogLevelV2: SystemLogLevel.WARN } : {}),
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: stage.logRetention,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
    });
    for (const [name, value] of Object.entries(props.environment(this))) {
      if (value !== undefined) this.addEnvironment(name, String(value));
    }
  }
}
