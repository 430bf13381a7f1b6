import type { CapabilityDefinition, CapabilityState } from '#schemas/capability/capability/state.ts';

export type CapabilityCommand =
  | {
      readonly type: 'RegisterCapability';
      readonly definition: CapabilityDefinition;
      readonly origin: CapabilityState['origin'];
    }
  /** What the deployed code has built in. It gives way to what an operator has registered. */
  | { readonly type: 'RegisterBuiltIn'; readonly definition: CapabilityDefinition };
