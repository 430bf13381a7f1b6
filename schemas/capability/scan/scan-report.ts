import * as z from 'zod';
import { Instant } from '#schemas/primitives.ts';

/**
 * A scanner's findings in the platform's own words: a manifest, and chunks of hosts that each stand alone. Names,
 * addresses and texts are kept as the file spells them; its readers normalise.
 */

/** How many hosts a chunk holds at most. */
export const HOSTS_PER_CHUNK = 100;
/** A chunk is closed once its hosts have so many names: each becomes an asset. */
export const NAMES_PER_CHUNK = 500;
/** A chunk is closed after the host with which its JSON passes this many bytes, however few hosts it holds. */
export const CHUNK_BYTES = 2_000_000;
/** A host that was seen many times goes on in the next chunk once the JSON passes this many bytes. */
export const MAX_CHUNK_BYTES = 8_000_000;
/** Sightings of one chunk: a host that was seen several times has several. */
export const MAX_SIGHTINGS_PER_CHUNK = 100_000;
/** Characters that are kept of a script's output. */
export const OUTPUT_LIMIT = 4_000;
/** Different warnings that are kept of one file. */
export const MAX_WARNINGS = 50;
/** Values that are kept of one of a finding's lists. */
export const MAX_FINDING_LIST = 50;
/** Characters that are kept of one text of a service, a script's value or a reason. */
export const TEXT_LIMIT = 1_000;

const Text = z.string().max(TEXT_LIMIT);
const Sha256 = z.string().regex(/^[0-9a-f]{64}$/);

/** The protocols that have ports. Lower case. */
export const ScannedProtocol = z.enum(['tcp', 'udp', 'sctp']);
export type ScannedProtocol = z.infer<typeof ScannedProtocol>;

export const PortNumber = z.int().min(1).max(65_535);

/** As nmap has them. `open|filtered` means that nobody knows. */
export const ScannedPortState = z.enum([
  'open',
  'closed',
  'filtered',
  'unfiltered',
  'open|filtered',
  'closed|filtered',
]);
export type ScannedPortState = z.infer<typeof ScannedPortState>;

/** Which ports of a protocol were looked at: inclusive ranges, ascending. */
export const ProtocolScope = z.strictObject({
  protocol: ScannedProtocol,
  ranges: z.array(z.tuple([PortNumber, PortNumber])),
});
export type ProtocolScope = z.infer<typeof ProtocolScope>;

export const ScannedAddress = z.strictObject({
  type: z.enum(['ipv4', 'ipv6']),
  value: z.string().min(2).max(64),
});
export type ScannedAddress = z.infer<typeof ScannedAddress>;

export const ScannedName = z.strictObject({
  name: z.string().min(1).max(TEXT_LIMIT),
  /** `user`: somebody asked for this name. `PTR`: the address resolves to it. */
  type: z.enum(['user', 'PTR']),
});
export type ScannedName = z.infer<typeof ScannedName>;

export const ScannedPort = z.strictObject({
  protocol: ScannedProtocol,
  port: PortNumber,
  state: ScannedPortState,
  reason: Text.optional(),
  service: Text.optional(),
  product: Text.optional(),
  version: Text.optional(),
  extraInfo: Text.optional(),
  /** The name by which the service calls itself. */
  hostname: Text.optional(),
  tunnel: Text.optional(),
  cpe: z.array(Text),
  /** How sure the scanner is of the service, 0 to 10. */
  conf: z.int().min(0).max(10).optional(),
});
export type ScannedPort = z.infer<typeof ScannedPort>;

/** Ports that were looked at and are only counted. */
export const PortRemainder = z.strictObject({
  protocol: z.string().max(16).optional(),
  state: ScannedPortState,
  count: z.int().min(0),
});
export type PortRemainder = z.infer<typeof PortRemainder>;

export const ScannedTechnology = z.strictObject({
  name: Text.min(1),
  version: Text.optional(),
  cpe: Text.optional(),
  protocol: ScannedProtocol.optional(),
  port: PortNumber.optional(),
});
export type ScannedTechnology = z.infer<typeof ScannedTechnology>;

/** Critical, high, medium, low, informational: as the scanner says it, and not as a rule weighs it. */
export const ScannedSeverity = z.enum(['C', 'H', 'M', 'L', 'I']);
export type ScannedSeverity = z.infer<typeof ScannedSeverity>;

/** A finding as reports have carried it before its third version. */
const OlderFinding = z.strictObject({
  /** A script's id (`http-git`), or the CPE of a reachable service without its version (`cpe:/a:redis:redis`). */
  rule: Text.min(1),
  /** Absent where it concerns the whole host. */
  protocol: ScannedProtocol.optional(),
  port: PortNumber.optional(),
  output: z.string().max(OUTPUT_LIMIT),
  /** The output's structure, where the script gives one and it is small enough. */
  data: z.json().optional(),
  /** Set when the output or its structure was cut. */
  truncated: z.literal(true).optional(),
});

/** The words of a detector. Whether it is a risk is for the rules to tell. */
export const ScannedFinding = z.strictObject({
  /**
   * The check behind it: `nmap:http-git`, `nuclei:CVE-2021-44228`, or the CPE of a reachable service without its
   * version (`cpe:/a:redis:redis`).
   */
  detector: Text.min(1),
  ...OlderFinding.omit({ rule: true }).shape,
  title: Text.optional(),
  severity: ScannedSeverity.optional(),
  /** The detector looked here and found nothing: it takes back what the same detector said of this place. */
  negative: z.literal(true).optional(),
  /** The part of a detector that matched. */
  matcher: Text.optional(),
  /** In capitals, each once. */
  cve: z.array(Text).max(MAX_FINDING_LIST).optional(),
  cwe: z.array(Text).max(MAX_FINDING_LIST).optional(),
  cvss: z.strictObject({ score: z.number().min(0).max(10).optional(), vector: Text.optional() }).optional(),
  /** The probability that it is exploited, 0 to 1. */
  epss: z.number().min(0).max(1).optional(),
  remediation: Text.optional(),
  references: z.array(Text).max(MAX_FINDING_LIST).optional(),
});
export type ScannedFinding = z.infer<typeof ScannedFinding>;

export const ScannedHost = z.strictObject({
  status: z.enum(['up', 'down']),
  /** The earlier of the file's time for this host and the file's arrival. */
  observedAt: Instant,
  /** The first address of the host; absent when the file has none. */
  address: ScannedAddress.optional(),
  /** Further addresses of the same host. */
  otherAddresses: z.array(ScannedAddress),
  mac: Text.optional(),
  names: z.array(ScannedName),
  reason: Text.optional(),
  /** The ports looked at on this host, as places in the chunk's `scopes`; empty where nobody knows. */
  scope: z.array(z.int().min(0)),
  /** Every port that the file lists, in any state; each (protocol, port) once. */
  ports: z.array(ScannedPort),
  remainder: z.array(PortRemainder),
  os: z.strictObject({ name: Text, accuracy: z.int().min(0).max(100), cpe: z.array(Text) }).optional(),
  technologies: z.array(ScannedTechnology),
  findings: z.array(ScannedFinding),
  /** The lines of the scanner's file that say all this. */
  evidence: z.strictObject({ fromLine: z.int().min(1), toLine: z.int().min(1) }).optional(),
});
export type ScannedHost = z.infer<typeof ScannedHost>;

/** A host as the chunks before the third version have it: each with the whole scope. */
const OlderHost = z.strictObject({
  ...ScannedHost.shape,
  scope: z.array(ProtocolScope),
  findings: z.array(OlderFinding),
});

const chunk = {
  jobId: z.uuid(),
  /** From 1, without gaps. */
  number: z.int().min(1),
};

/**
 * One object of the report: up to 100 hosts, up and down, each as often as the file has it. Masscan writes one for
 * each port. The sightings of one host stand together. Version 2 differs from 1 in how many there may be. Version 3
 * tells the scopes once for all of its hosts, and more of each finding.
 */
export const ScanChunkV3 = z.strictObject({
  schema: z.literal(3),
  ...chunk,
  scopes: z.array(ProtocolScope),
  hosts: z.array(ScannedHost).min(1).max(MAX_SIGHTINGS_PER_CHUNK),
});
export type ScanChunk = z.infer<typeof ScanChunkV3>;

export const ScanChunkV1 = z.strictObject({
  schema: z.literal(1),
  ...chunk,
  hosts: z.array(OlderHost).min(1).max(HOSTS_PER_CHUNK),
});

export const ScanChunkV2 = z.strictObject({
  schema: z.literal(2),
  ...chunk,
  hosts: z.array(OlderHost).min(1).max(MAX_SIGHTINGS_PER_CHUNK),
});

const AnyScanChunk = z.discriminatedUnion('schema', [ScanChunkV1, ScanChunkV2, ScanChunkV3]);
type AnyScanChunk = z.infer<typeof AnyScanChunk>;
type OlderHost = z.infer<typeof OlderHost>;

/** A chunk of any version. Answers the newest. */
export const ScanChunk = AnyScanChunk.transform(
  (chunk): ScanChunk => (chunk.schema === 3 ? chunk : lifted(chunk)),
);

/** Older chunks are of nmap and masscan, and name its scripts without the tool. */
function lifted({ jobId, number, hosts }: Exclude<AnyScanChunk, { schema: 3 }>): ScanChunk {
  const scopes: ProtocolScope[] = [];
  const places = new Map<string, number>();
  const placeOf = (scope: ProtocolScope): number => {
    const text = JSON.stringify(scope);
    const place = places.get(text) ?? scopes.push(scope) - 1;
    places.set(text, place);
    return place;
  };
  const findings = (host: OlderHost): ScannedFinding[] =>
    host.findings.map(({ rule, ...said }) => ({
      detector: rule.startsWith('cpe:') ? rule : `nmap:${rule}`,
      ...said,
    }));
  const newer = hosts.map((host) => ({ ...host, scope: host.scope.map(placeOf), findings: findings(host) }));
  return { schema: 3, jobId, number, scopes, hosts: newer };
}

/** The place of a chunk, and the hash of its bytes. */
export const ChunkRef = z.strictObject({
  number: z.int().min(1),
  bucket: z.string(),
  key: z.string(),
  sha256: Sha256,
  /** Different hosts. */
  hosts: z.int().min(1).max(HOSTS_PER_CHUNK),
});
export type ChunkRef = z.infer<typeof ChunkRef>;

export const ScanCounts = z.strictObject({
  hosts: z.int().min(0),
  up: z.int().min(0),
  down: z.int().min(0),
  /** Ports that are listed. */
  ports: z.int().min(0),
  open: z.int().min(0),
  findings: z.int().min(0),
  /** Hosts of which the scanner says neither up nor down, where there are any; they are in no chunk. */
  undecided: z.int().min(1).exactOptional(),
});
export type ScanCounts = z.infer<typeof ScanCounts>;

export const ScanTool = z.strictObject({ name: Text, version: Text });
export type ScanTool = z.infer<typeof ScanTool>;

/** Something in the file that was left out, or that was read otherwise than it stands there. */
export const ScanWarning = z.strictObject({
  /** The first line where it is so, from 1. */
  line: z.int().min(1),
  what: z.string().min(1).max(300),
  /** How often it came. */
  count: z.int().min(1),
});
export type ScanWarning = z.infer<typeof ScanWarning>;

/** The report's first page. Written last: where it is, every chunk is. */
export const ScanManifestV1 = z.strictObject({
  schema: z.literal(1),
  jobId: z.uuid(),
  file: z.strictObject({ name: z.string(), size: z.int().min(0), sha256: Sha256 }),
  tool: ScanTool,
  /** How the scanner was called, as the file tells. */
  args: z.string().max(OUTPUT_LIMIT).optional(),
  startedAt: Instant.optional(),
  finishedAt: Instant.optional(),
  receivedAt: Instant,
  scope: z.array(ProtocolScope),
  /** Rules that were asked for or that answered, sorted. */
  detectors: z.array(z.string()),
  counts: ScanCounts,
  chunks: z.array(ChunkRef),
});

/** Detectors of version 2 are spelled as findings spell them. */
export const ScanManifestV2 = z.strictObject({
  ...ScanManifestV1.shape,
  schema: z.literal(2),
  /** The name of the file's format, such as `nmap-xml`; absent for an empty file. */
  format: z.string().optional(),
  warnings: z.array(ScanWarning).max(MAX_WARNINGS),
});
export type ScanManifest = z.infer<typeof ScanManifestV2>;

/** A manifest of any version. Answers the newest. */
export const ScanManifest = z
  .discriminatedUnion('schema', [ScanManifestV1, ScanManifestV2])
  .transform((manifest): ScanManifest => {
    if (manifest.schema === 2) return manifest;
    const detectors = manifest.detectors.map((id) => (id.startsWith('cpe:') ? id : `nmap:${id}`));
    return { ...manifest, schema: 2, detectors, format: 'nmap-xml', warnings: [] };
  });

/** The place of a manifest, as JobCompleted carries it. */
export const ManifestRef = z.strictObject({ bucket: z.string(), key: z.string(), sha256: Sha256 });
export type ManifestRef = z.infer<typeof ManifestRef>;
