import type { Contract } from '../schemas/contract.ts';

export { accountApi } from '../schemas/account/api.ts';

export const assetApi: readonly Contract[] = [];
export const capabilityApi: readonly Contract[] = [];
