/** A change of one file of the real source. */
export interface Edit {
  /** From the project's root. */
  readonly file: string;
  /** Stands in the file exactly once: a mutant of what is no longer there says so. */
  readonly snippet: string;
  readonly replacement: string;
}

/** A guard of the real code, and what the code looks like without it. */
export interface Mutant {
  /** What is taken away. */
  readonly guard: string;
  readonly edits: readonly Edit[];
  /** Part of the name of the scenario that must notice. */
  readonly scenario: string;
  /** It must notice within so many seeds. */
  readonly within: number;
}

/** When and how a scenario noticed. */
export interface Noticed {
  readonly seed: number;
  readonly invariant: string;
  readonly how: string;
}
