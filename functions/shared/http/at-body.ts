import { Refusal } from '#schemas/errors.ts';

/** Runs a command of a route: where the domain names a field, the client is told that it is one of the body. */
export async function atBody<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (!(error instanceof Refusal) || error.errors.length === 0) throw error;
    const errors = error.errors.map(({ path, message }) => ({ path: inBody(path), message }));
    throw new Refusal(error.code, error.message, { cause: error, errors, details: error.details });
  }
}

/** Paths that name a part of the request already, such as a header, are left alone. */
const inBody = (path: string): string => (path.includes('.') ? path : `body.${path}`);
