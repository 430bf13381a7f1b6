import type { CapabilityDefinition, CapabilityState } from '#schemas/capability/capability/state.ts';

export type CapabilityCommand =
  | {
      readonly type: 'RegisterCapability';
      readonly definition: CapabilityDefinition;
      readonly origin: CapabilityState['origin'];
    }
  /** The built-in definition of the deployed code. It gives way to an operator's. */
  | { readonly type: 'RegisterBuiltIn'; readonly definition: CapabilityDefinition };
