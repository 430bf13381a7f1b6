import { Email } from '#schemas/account/user/state.ts';
import { Actor } from '#schemas/primitives.ts';

const PREFIX = 'user:';

export const actorOf = (user: Email): Actor => Actor.parse(`${PREFIX}${user}`);

/** The user that an actor is; undefined for an operator or a service. */
export const userIn = (actor: Actor): Email | undefined =>
  actor.startsWith(PREFIX) ? Email.safeParse(actor.slice(PREFIX.length)).data : undefined;
