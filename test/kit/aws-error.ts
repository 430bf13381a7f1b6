/** An error as the SDK throws it for a service's answer. */
export const awsError = (name: string, message = name): Error =>
  Object.assign(new Error(message), { name, $fault: 'server', $metadata: { httpStatusCode: 500 } });
