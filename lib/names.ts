import { Aws } from 'aws-cdk-lib';
import type { FunctionName, ServiceName } from '#schemas/services.ts';

/** Facts that one stack has and another needs, and that AWS names itself. */
export type ParameterName =
  | 'api-id'
  | 'authorizer-id'
  | 'cursor-secret-arn'
  | 'token-key-arn'
  | `key-arn/${ServiceName | 'platform'}`;

/**
 * The names of everything. Stacks find each other's things by these names, never by exports, which would tie their
 * deployments together.
 *
 * @example names('dev').table('asset') // 'chariot-dev-asset'
 */
export const names = (stage: string) => {
  const prefix = `chariot-${stage}`;
  // Bucket names are unique in the world, so account and region are part of them.
  const bucket = (name: string) => `${prefix}-${name}-${Aws.ACCOUNT_ID}-${Aws.REGION}`;
  return {
    prefix,
    stack: (name: ServiceName | 'platform') => `${prefix}-${name}`,
    bus: `${prefix}-domain`,
    api: `${prefix}-api`,
    alarmTopic: `${prefix}-alarms`,
    archive: `${prefix}-domain`,
    dashboard: prefix,
    cursorSecret: `chariot/${stage}/cursor`,
    table: (service: ServiceName) => `${prefix}-${service}`,
    function: (service: ServiceName, name: FunctionName) => `${prefix}-${service}-${name}`,
    /** Roles are global in an account; the region keeps two deployments of a stage apart. */
    role: (service: ServiceName, name: FunctionName) => `${prefix}-${service}-${name}-${Aws.REGION}`,
    queue: (service: ServiceName, name: string) => `${prefix}-${service}-${name}`,
    /**
     * `relay` reads a stream: no queue of that name brings work, but its dead-letter queue takes the records that it
     * cannot publish.
     */
    deadLetterQueue: (service: ServiceName, name: string) => `${prefix}-${service}-${name}-dlq`,
    busDeadLetterQueue: `${prefix}-domain-dlq`,
    filesBucket: (service: ServiceName) => bucket(`${service}-files`),
    claimsBucket: bucket('claims'),
    accessLogBucket: bucket('access-logs'),
    logGroup: (name: string) => `/aws/lambda/${name}`,
    apiLogGroup: `/aws/apigateway/${prefix}-api`,
    parameter: (name: ParameterName) => `/chariot/${stage}/${name}`,
  };
};

export type ResourceNames = ReturnType<typeof names>;
