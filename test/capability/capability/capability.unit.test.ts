import { describe, it } from 'vitest';
import { builtInCapabilities } from '#schemas/capability/capability/built-in.ts';
import type { CapabilityState } from '#schemas/capability/capability/state.ts';
import { Capability } from '../../../functions/capability/capability/domain/capability.ts';
import { given } from '../../kit/given.ts';

const definition = builtInCapabilities.nmap;
const larger = { ...definition, maxFileSize: 4 * 1024 ** 3 };
const registered = (data: CapabilityState) => ({ type: 'CapabilityRegistered', version: 1, data }) as const;
const updated = (data: CapabilityState) => ({ type: 'CapabilityUpdated', version: 1, data }) as const;
const builtIn = { ...definition, origin: 'built-in' } as const;
const byOperator = { ...larger, origin: 'operator' } as const;

describe('a capability', () => {
  it('is registered from the built-in definition', () => {
    given(Capability).when({ type: 'RegisterBuiltIn', definition }).thenHappens(registered(builtIn));
  });

  it('is registered once, in any order of its fields', () => {
    const reversed = Object.fromEntries(Object.entries(definition).reverse()) as typeof definition;
    for (const command of [
      { type: 'RegisterBuiltIn', definition: reversed },
      { type: 'RegisterCapability', definition: reversed, origin: 'built-in' },
    ] as const) {
      given(Capability, registered(builtIn)).when(command).thenNothing();
    }
  });

  it('follows the built-in definition of a newer deployment', () => {
    given(Capability, registered(builtIn))
      .when({ type: 'RegisterBuiltIn', definition: larger })
      .thenHappens(updated({ ...larger, origin: 'built-in' }));
  });

  it('follows an operator, through all later deployments', () => {
    given(Capability, registered(builtIn))
      .when({ type: 'RegisterCapability', definition: larger, origin: 'operator' })
      .thenHappens(updated(byOperator));
    given(Capability, registered(builtIn), updated(byOperator))
      .when({ type: 'RegisterBuiltIn', definition })
      .thenNothing();
  });

  it('follows the code again once an operator has registered the built-in definition', () => {
    given(Capability, registered(builtIn), updated(byOperator))
      .when({ type: 'RegisterCapability', definition, origin: 'built-in' })
      .thenHappens(updated(builtIn));
  });
});
