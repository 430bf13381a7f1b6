import { Validations } from 'aws-cdk-lib';
import {
  HttpApi,
  HttpMethod,
  HttpRoute,
  HttpRouteKey,
  type IHttpApi,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { HttpLambdaIntegration } from 'aws-cdk-lib/aws-apigatewayv2-integrations';
import { isQuery } from '#schemas/define-service.ts';
import type { ServiceFunction } from './service-function.ts';
import type { ServiceStack } from './service-stack.ts';

interface Props {
  readonly commands: ServiceFunction;
  readonly queries: ServiceFunction;
  readonly authorizer: IHttpRouteAuthorizer;
}

/** The API that the platform's stack has made. */
export const platformApi = (stack: ServiceStack): IHttpApi =>
  HttpApi.fromHttpApiAttributes(stack, 'Api', { httpApiId: stack.parameter('api-id') });

/**
 * The routes of a service on the platform's API: reads go to `queries`, changes to `commands`.
 *
 * @example addRoutes(this, platformApi(this), { commands, queries, authorizer: tokenAuthorizer(this) })
 */
export function addRoutes(stack: ServiceStack, api: IHttpApi, props: Props): void {
  // One permission per function: one per route would outgrow the function's policy.
  const whole = { scopePermissionToRoute: false };
  const queries = new HttpLambdaIntegration('QueriesIntegration', props.queries.lambda, whole);
  const commands = new HttpLambdaIntegration('CommandsIntegration', props.commands.lambda, whole);
  for (const contract of stack.definition.routes) {
    const isPublic = contract.permission === 'public';
    const route = new HttpRoute(stack, `Route-${contract.name}`, {
      httpApi: api,
      routeKey: HttpRouteKey.with(contract.path, HttpMethod[contract.method]),
      integration: isQuery(contract) ? queries : commands,
      ...(isPublic ? {} : { authorizer: props.authorizer }),
    });
    if (isPublic) {
      Validations.of(route).acknowledge({
        id: 'AwsSolutions-APIG4',
        reason: `${contract.method} ${contract.path} is public by its contract: ${contract.summary}`,
      });
    }
  }
}
