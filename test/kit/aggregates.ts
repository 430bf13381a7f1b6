import type { DomainEvent } from '#schemas/event.ts';
import type { Aggregate } from '#shared/aggregate/aggregate.ts';
import { Account } from '../../functions/account/account/domain/account.ts';
import { Admission } from '../../functions/account/admission/domain/admission.ts';
import { ApiKey } from '../../functions/account/api-key/domain/api-key.ts';
import { Membership } from '../../functions/account/membership/domain/membership.ts';
import { User } from '../../functions/account/user/domain/user.ts';
import { Asset } from '../../functions/asset/asset/asset.ts';
import { Import } from '../../functions/asset/import/domain/import.ts';
import { Seed } from '../../functions/asset/seed/domain/seed.ts';
import { Capability } from '../../functions/capability/capability/domain/capability.ts';
import { Job } from '../../functions/capability/job/domain/job.ts';

/** Any aggregate, for what is asked of all of them alike. */
export type AnyAggregate = Aggregate<object, object, DomainEvent>;

const all = [Account, User, Admission, Membership, ApiKey, Asset, Seed, Import, Capability, Job];

/** The rules of every aggregate that a manifest names. */
export const aggregates = all as unknown as readonly AnyAggregate[];
