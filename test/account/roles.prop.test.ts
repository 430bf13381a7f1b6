import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isAbove, lesserRole, Role, rolePermissions } from '#schemas/account/roles.ts';
import { Permission } from '#schemas/contract.ts';

const role = fc.constantFrom(...Role.options);

describe('the lesser of two roles', () => {
  it('is the same whichever comes first', () => {
    fc.assert(fc.property(role, role, (a, b) => lesserRole(a, b) === lesserRole(b, a)));
  });

  it('is the same however three are grouped', () => {
    fc.assert(
      fc.property(
        role,
        role,
        role,
        (a, b, c) => lesserRole(lesserRole(a, b), c) === lesserRole(a, lesserRole(b, c)),
      ),
    );
  });

  it('of a role and itself is that role', () => {
    fc.assert(fc.property(role, (a) => lesserRole(a, a) === a));
  });

  it('is not limited by admin, and always readonly with readonly', () => {
    fc.assert(
      fc.property(role, (a) => {
        expect(lesserRole(a, 'admin')).toBe(a);
        expect(lesserRole(a, 'readonly')).toBe('readonly');
      }),
    );
  });

  it('is above neither', () => {
    fc.assert(
      fc.property(role, role, (a, b) => {
        expect(isAbove(lesserRole(a, b), a)).toBe(false);
        expect(isAbove(lesserRole(a, b), b)).toBe(false);
      }),
    );
  });

  it('has exactly the permissions that both have', () => {
    fc.assert(
      fc.property(role, role, (a, b) => {
        const both = rolePermissions[a].filter((permission) => rolePermissions[b].includes(permission));
        expect([...rolePermissions[lesserRole(a, b)]].sort()).toEqual([...both].sort());
      }),
    );
  });
});

describe('the table of roles', () => {
  it('lets readonly read, an analyst work, and an admin do everything', () => {
    expect(rolePermissions.readonly).toEqual(['read']);
    expect(rolePermissions.analyst).toEqual([
      'read',
      'write_assets',
      'write_jobs',
      'write_files',
      'conversation_ai',
    ]);
    expect([...rolePermissions.admin].sort()).toEqual([...Permission.options].sort());
  });
});
