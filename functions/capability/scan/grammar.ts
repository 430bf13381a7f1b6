import type { Position } from './scan-problem.ts';
import type { XmlAttributes, XmlListener } from './xml.ts';

/** An element with its place, for messages. */
export interface Element {
  readonly name: string;
  readonly attributes: XmlAttributes;
  readonly at: Position;
}

/** The actions at an element. Its text is read only where a rule asks for it. */
export interface Rule {
  open?(element: Element): void;
  text?(text: string): void;
  close?(): void;
}

/**
 * Rules by `parent/element`. An element without an entry is passed over with all its content: newer versions write
 * more than we know.
 */
export type Grammar = Readonly<Record<string, Rule>>;

const PASSED_OVER = '';

/** Turns the events of the XML reader into calls of the rules, by where in the document they are. */
export function createGrammarListener(grammar: Grammar, position: () => Position): XmlListener {
  const rules = new Map(Object.entries(grammar));
  const path: { name: string; rule: Rule | undefined }[] = [];
  return {
    open: (name, attributes) => {
      const parent = path.at(-1);
      const place = parent ? `${parent.name}/${name}` : name;
      const rule = parent?.name === PASSED_OVER ? undefined : rules.get(place);
      path.push({ name: rule ? name : PASSED_OVER, rule });
      rule?.open?.({ name, attributes, at: position() });
      return rule?.text !== undefined;
    },
    text: (text) => path.at(-1)?.rule?.text?.(text),
    close: () => path.pop()?.rule?.close?.(),
  };
}
