/** `ApiKey` -> `apiKey`. */
export const camel = (name: string): string => `${name.charAt(0).toLowerCase()}${name.slice(1)}`;

/** `apiKey` -> `ApiKey`. */
export const pascal = (name: string): string => `${name.charAt(0).toUpperCase()}${name.slice(1)}`;

/** `getAssetHistory` -> `get-asset-history`. */
export const kebab = (name: string): string =>
  camel(name).replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

/** `ApiKey` -> `api key`, as in a sentence. */
export const spoken = (name: string): string => kebab(name).replaceAll('-', ' ');

/** `policy` -> `policies`, `risk` -> `risks`. */
export const plural = (word: string): string =>
  /[^aeiou]y$/.test(word) ? `${word.slice(0, -1)}ies` : `${word}${/(s|x|ch|sh)$/.test(word) ? 'es' : 's'}`;

/** `an asset`, `a risk`. */
export const withArticle = (words: string): string => `${/^[aeiou]/.test(words) ? 'an' : 'a'} ${words}`;

/** The spellings of a service and of one of its aggregates. */
export interface Names {
  /** `risk` */
  readonly service: string;
  /** `ApiKey` */
  readonly Aggregate: string;
  /** `apiKey` */
  readonly aggregate: string;
  /** `api-key`, the name of its folders */
  readonly folder: string;
  /** `api key` */
  readonly words: string;
}

export const namesOf = (service: string, aggregate: string): Names => ({
  service,
  Aggregate: aggregate,
  aggregate: camel(aggregate),
  folder: kebab(aggregate),
  words: spoken(aggregate),
});
