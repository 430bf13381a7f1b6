import { CfnOutput } from 'aws-cdk-lib';
import { Key, KeySpec, KeyUsage } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { accountService } from '#schemas/account/service.ts';
import { freshRoutes } from '#schemas/fresh-routes.ts';
import { addRoutes, platformApi } from './constructs/api-routes.ts';
import { mayReadPublicKey, maySign } from './constructs/permissions.ts';
import { ServiceCore } from './constructs/service-core.ts';
import { ServiceFunction } from './constructs/service-function.ts';
import { ServiceStack } from './constructs/service-stack.ts';
import type { StageProps } from './constructs/stage-stack.ts';
import { addTokenAuthorizer } from './constructs/token-authorizer.ts';

/** Accounts, users, roles and keys; and the authorizer, which names the caller of a request. */
export class AccountStack extends ServiceStack {
  constructor(scope: Construct, props: StageProps) {
    super(scope, accountService, props);
    const api = platformApi(this);
    const tokenKey = new Key(this, 'TokenKey', {
      alias: `${this.names.prefix}-token`,
      description: 'Signs access tokens (ES256)',
      keySpec: KeySpec.ECC_NIST_P256,
      keyUsage: KeyUsage.SIGN_VERIFY,
      removalPolicy: this.removal,
    });
    const environment = {
      TOKEN_KEY_ID: tokenKey.keyId,
      TOKEN_ISSUER: `https://${api.apiId}.execute-api.${this.region}.${this.urlSuffix}`,
    };

    const { table, commands, queries } = new ServiceCore(this, { environment });
    const authorizer = new ServiceFunction(this, 'Authorizer', {
      name: 'authorizer',
      pace: 'api',
      description: 'Maps a token and an account to a role and its permissions',
      environment: { ...environment, FRESH_ROUTES: freshRoutes().join(',') },
      errorImpact: 'Nobody gets in: every request that needs a token is answered with 500.',
    });
    table.grantRead(authorizer.role);
    maySign(commands.role, tokenKey.keyArn);
    // A token names the key that signed it by the key's thumbprint.
    mayReadPublicKey(commands.role, tokenKey.keyArn);
    mayReadPublicKey(queries.role, tokenKey.keyArn);
    mayReadPublicKey(authorizer.role, tokenKey.keyArn);

    addRoutes(this, api, {
      commands,
      queries,
      authorizer: addTokenAuthorizer(this, api, authorizer),
    });
    this.sayHowToGoOn(commands);
  }

  private sayHowToGoOn({ lambda }: ServiceFunction): void {
    const payload = JSON.stringify({
      operation: 'CreateAccount',
      name: 'Example',
      owner: 'you@example.com',
      idempotencyKey: 'first-account',
    });
    new CfnOutput(this, 'CreateFirstAccount', {
      description: 'Creates an account and prints its first API key, once',
      value: `aws lambda invoke --region ${this.region} --function-name ${lambda.functionName} --cli-binary-format raw-in-base64-out --payload '${payload}' /dev/stdout`,
    });
  }
}
