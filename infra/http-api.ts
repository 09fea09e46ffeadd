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

/** Requests a second over all routes; a burst may be twice that. */
const ordinary = 1_000;
/** Sign-in, sign-up and codes are guessed at; best effort, beside Cognito's own limits. */
const guarded = 20;

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
      defaultRouteSettings: { throttlingRateLimit: ordinary, throttlingBurstLimit: 2 * ordinary },
      routeSettings: Object.fromEntries(
        allRoutes
          .filter(isGuarded)
          .map((route) => [
            `${route.method} ${route.path}`,
            { ThrottlingRateLimit: guarded, ThrottlingBurstLimit: 2 * guarded },
          ]),
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
      if (isGuarded(route)) stage.node.addDependency(...added);
    }
  }
}

const allRoutes: Route[] = Object.values(routes);

const isGuarded = (route: Route) => route.method === 'POST' && route.path.startsWith('/api/auth/');
