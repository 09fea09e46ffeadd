import { Duration } from 'aws-cdk-lib';
import { CfnStage, HttpApi, HttpMethod, HttpNoneAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpJwtAuthorizer } from 'aws-cdk-lib/aws-apigatewayv2-authorizers';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { type FunctionName, type Route, routes } from '#contracts/routes.ts';
import type { Alarms } from './alarms.ts';

export interface ApiProps {
  functions: Record<FunctionName, IFunction>;
  tokens: { issuer: string; audience: string };
  alarms: Alarms;
}

/** A route's requests a second, and a burst of them. The gateway tells no project from another. */
interface Throttling {
  rate: number;
  burst: number;
}
const ordinary: Throttling = { rate: 1_000, burst: 2_000 };
/** Sign-in, sign-up and codes are guessed at; best effort, beside Cognito's own limits. */
const guarded: Throttling = { rate: 20, burst: 40 };
/** What an account's quota lets through by default: ingest limits each project by itself. */
const beacons: Throttling = { rate: 10_000, burst: 5_000 };

/** The HTTP API, route by route from the table of contracts; every route that is not public checks the access token. */
export class Api extends Construct {
  readonly api: HttpApi;

  constructor(scope: Construct, id: string, props: ApiProps) {
    super(scope, id);
    // No CorsConfiguration: it would replace the headers that ingest answers with.
    this.api = new HttpApi(this, 'Http', { description: 'Afterglow', createDefaultStage: false });
    const stage = new CfnStage(this, 'Stage', {
      apiId: this.api.apiId,
      stageName: '$default',
      autoDeploy: true,
      defaultRouteSettings: { throttlingRateLimit: ordinary.rate, throttlingBurstLimit: ordinary.burst },
      routeSettings: Object.fromEntries(
        allRoutes.flatMap((route) => {
          const own = throttlingOf(route);
          if (!own) return [];
          const settings = { ThrottlingRateLimit: own.rate, ThrottlingBurstLimit: own.burst };
          return [[`${route.method} ${route.path}`, settings]];
        }),
      ),
    });

    props.alarms.ring('ApiFailing', {
      metric: this.api.metricServerError({ statistic: 'Sum', period: Duration.minutes(5) }),
      threshold: 10,
      description: 'The API failed 10 times in 5 minutes; the functions’ logs have the reasons.',
    });

    const authorizer = new HttpJwtAuthorizer('AccessToken', props.tokens.issuer, {
      jwtAudience: [props.tokens.audience],
    });
    const integrations = Object.fromEntries(
      Object.entries(props.functions).map(([name, fn]) => [
        name,
        new HttpLambdaIntegration(name, fn, { scopePermissionToRoute: false }),
      ]),
    ) as Record<FunctionName, HttpLambdaIntegration>;
    for (const route of allRoutes) {
      const added = this.api.addRoutes({
        path: route.path,
        methods: [HttpMethod[route.method]],
        integration: integrations[route.fn],
        authorizer: route.access === 'public' ? new HttpNoneAuthorizer() : authorizer,
      });
      // Settings of a route are refused until the route is there.
      if (throttlingOf(route)) stage.node.addDependency(...added);
    }
  }
}

const allRoutes: Route[] = Object.values(routes);

/** Of a route that is not throttled as all are. */
function throttlingOf(route: Route): Throttling | undefined {
  if (route === routes.collect) return beacons;
  return route.method === 'POST' && route.path.startsWith('/api/auth/') ? guarded : undefined;
}
