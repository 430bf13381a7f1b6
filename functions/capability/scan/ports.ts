import { type ScannedPort, ScannedProtocol } from '#schemas/capability/scan/scan-report.ts';
import { defined } from '#schemas/defined.ts';

type Said = Partial<Omit<ScannedPort, 'protocol' | 'port' | 'cpe'>> & { readonly cpe?: readonly string[] };

/** A port that answered, with what is known of the service behind it. */
export const openPort = (
  port: number,
  { cpe = [], ...said }: Undefinable<Said> = {},
  protocol: ScannedProtocol = 'tcp',
): ScannedPort => ({
  ...{ protocol, port, state: 'open' },
  ...defined(said),
  cpe: [...(cpe ?? [])],
});

type Undefinable<T> = { readonly [K in keyof T]?: T[K] | undefined };

/** A protocol that has ports, in any case of letters; undefined for others. */
export function protocolOf(text: string | undefined): ScannedProtocol | undefined {
  const parsed = ScannedProtocol.safeParse(text?.toLowerCase());
  return parsed.success ? parsed.data : undefined;
}
