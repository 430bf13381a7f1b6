import { Duration, Stack } from 'aws-cdk-lib';
import {
  AuthorizerPayloadVersion,
  HttpAuthorizer,
  HttpAuthorizerType,
  type IHttpApi,
  type IHttpRouteAuthorizer,
} from 'aws-cdk-lib/aws-apigatewayv2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import type { ServiceFunction } from './service-function.ts';
import type { ServiceStack } from './service-stack.ts';

const asRouteAuthorizer = (stack: ServiceStack, authorizerId: string): IHttpRouteAuthorizer =>
  HttpAuthorizer.fromHttpAuthorizerAttributes(stack, 'RouteAuthorizer', {
    authorizerId,
    authorizerType: 'CUSTOM',
  });

/**
 * Makes `authorizer` judge every request to a route that is not public. API Gateway caches none of its answers: the
 * key would be the token alone, and one account would get another's answer. Without an identity source it also asks
 * for requests without a token, so that they get a problem document.
 */
export function addTokenAuthorizer(
  stack: ServiceStack,
  api: IHttpApi,
  { lambda }: ServiceFunction,
): IHttpRouteAuthorizer {
  const { region, partition } = Stack.of(stack);
  const authorizer = new HttpAuthorizer(stack, 'TokenAuthorizer', {
    httpApi: api,
    type: HttpAuthorizerType.LAMBDA,
    authorizerName: stack.names.function('account', 'authorizer'),
    authorizerUri: `arn:${partition}:apigateway:${region}:lambda:path/2015-03-31/functions/${lambda.functionArn}/invocations`,
    payloadFormatVersion: AuthorizerPayloadVersion.VERSION_2_0,
    enableSimpleResponses: true,
    identitySource: [],
    resultsCacheTtl: Duration.seconds(0),
  });
  lambda.addPermission('TokenAuthorizer', {
    principal: new ServicePrincipal('apigateway.amazonaws.com'),
    sourceArn: stack.formatArn({
      service: 'execute-api',
      resource: api.apiId,
      resourceName: `authorizers/${authorizer.authorizerId}`,
    }),
  });
  new StringParameter(stack, 'AuthorizerId', {
    parameterName: stack.names.parameter('authorizer-id'),
    stringValue: authorizer.authorizerId,
  });
  return asRouteAuthorizer(stack, authorizer.authorizerId);
}

/** The same authorizer, as the stacks of other services find it. */
export const tokenAuthorizer = (stack: ServiceStack): IHttpRouteAuthorizer =>
  asRouteAuthorizer(stack, stack.parameter('authorizer-id'));
