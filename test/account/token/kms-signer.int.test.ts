import { KMSClient } from '@aws-sdk/client-kms';
import { describe } from 'vitest';
import { createKmsSigner } from '../../../functions/account/token/kms-signer.ts';
import { prefix } from '../../support/platform.ts';
import { conformance } from './signer-conformance.ts';

describe('a signer with the deployed key', () => {
  conformance(() => createKmsSigner(new KMSClient({}), `alias/${prefix}-token`));
});
