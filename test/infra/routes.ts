import { beforeAll, describe, expect, it } from 'vitest';
import { isQuery } from '#schemas/define-service.ts';
import { services } from '#schemas/services.ts';
import { at, pointedAt, type Resource, type Synthesized, spell, synthesize } from './synth.ts';

const contracts = services.flatMap(({ name: service, routes }) =>
  routes.map((contract) => ({ ...contract, service, key: `${contract.method} ${contract.path}` })),
);

describe('the routes of the API', () => {
  let platform: Synthesized;
  beforeAll(async () => {
    platform = await synthesize('prod');
  });
  const routes = () => platform.of('AWS::ApiGatewayV2::Route');
  const routeOf = (key: string): Resource => {
    const found = routes().find(({ properties }) => properties.RouteKey === key);
    if (!found) throw new Error(`there is no route ${key}`);
    return found;
  };
  const target = ({ stack, properties }: Resource): unknown => {
    const id = spell(properties.Target).replace(/^integrations\/<(\w+)>$/, '$1');
    const integration = platform.resources.find((resource) => resource.stack === stack && resource.id === id);
    expect(integration?.properties).toMatchObject({
      IntegrationType: 'AWS_PROXY',
      PayloadFormatVersion: '2.0',
    });
    return pointedAt(platform, stack, integration?.properties.IntegrationUri)?.properties.FunctionName;
  };

  it('are those of the contracts, no more and no fewer', () => {
    const keys = routes().map(({ properties }) => properties.RouteKey);
    expect(keys.sort()).toEqual(contracts.map(({ key }) => key).sort());
  });

  it.each(contracts.map(({ key, ...contract }) => [key, contract] as const))(
    '%s goes where its contract says',
    (key, { service, method, permission }) => {
      const route = routeOf(key);
      const entry = method === 'GET' ? 'queries' : 'commands';
      expect(target(route)).toBe(`chariot-prod-${service}-${entry}`);
      expect(route.properties.AuthorizationType).toBe(permission === 'public' ? 'NONE' : 'CUSTOM');
      if (permission !== 'public')
        expect(spell(route.properties.AuthorizerId)).toMatch(/TokenAuthorizer|authorizerid/);
    },
  );

  it('are judged by one authorizer, which is asked each time and also without a token', () => {
    const authorizers = platform.of('AWS::ApiGatewayV2::Authorizer');
    expect(authorizers).toHaveLength(1);
    expect(authorizers[0]?.properties).toMatchObject({
      AuthorizerType: 'REQUEST',
      AuthorizerPayloadFormatVersion: '2.0',
      EnableSimpleResponses: true,
      // A cached answer is found by the token alone: it would be given to the token's other accounts too.
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: [],
    });
    expect(spell(authorizers[0]?.properties.AuthorizerUri)).toContain('/functions/<AuthorizerFunction');
  });

  it('may call their functions, and nothing else of API Gateway may', () => {
    const callers = platform
      .of('AWS::Lambda::Permission')
      .filter(({ properties }) => properties.Principal === 'apigateway.amazonaws.com')
      .map(({ stack, properties }) => ({
        name: pointedAt(platform, stack, properties.FunctionName)?.properties.FunctionName,
        source: spell(properties.SourceArn),
      }));
    const called = services.flatMap(({ name, routes }) => [
      ...(routes.some((route) => !isQuery(route)) ? [`${name}-commands`] : []),
      ...(routes.some(isQuery) ? [`${name}-queries`] : []),
    ]);
    expect(callers.map(({ name }) => String(name).replace('chariot-prod-', '')).sort()).toEqual(
      ['account-authorizer', ...called].sort(),
    );
    for (const { source } of callers)
      expect(source).toMatch(/^arn:<AWS::Partition>:execute-api:.+apiid\w+>\//);
    expect(at(platform.of('AWS::ApiGatewayV2::Api'), 'length')).toBe(1);
  });
});
