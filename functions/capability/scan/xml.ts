import { SaxesParser } from 'saxes';
import { MAX_DEPTH, MAX_TOKEN } from './limits.ts';
import { type Position, ScanProblem, type ScanProblemCode } from './scan-problem.ts';
import type { Warn } from './warnings.ts';

export type XmlAttributes = Readonly<Record<string, string>>;

/** Receives the content of the document, in its order. */
export interface XmlListener {
  /** Answers whether the text inside is wanted. */
  open(name: string, attributes: XmlAttributes): boolean;
  text(text: string): void;
  close(): void;
}

/** What the parser says of characters that XML 1.0 has not: raw, and as references. nmap 7.94 writes both. */
const CONTROL_CHARACTER = /disallowed character|malformed character entity/;
const CONTROLS = /[\p{Cc}\ufffe\uffff]|&#(?:x[\da-f]{1,6}|\d{1,7});/giu;

function isControl(found: string): boolean {
  const digits = found.slice(2, -1);
  const told = Number(/^x/i.test(digits) ? `0${digits}` : digits);
  const code = found.length === 1 ? found.charCodeAt(0) : told;
  return (code < 32 && ![9, 10, 13].includes(code)) || code > 0xfffd;
}

/**
 * Reads XML as it comes, and never holds more of it than one token. Entities that a document defines are never expanded: it is refused.
 * Throws ScanProblem `not-xml`, `wrong-format`, `entity-bomb`, `too-deep`, `too-long`, `truncated`.
 */
export class XmlReader {
  private readonly parser = new SaxesParser();
  private readonly root: string;
  private readonly listener: XmlListener;
  /** For each element that is open: whether its text is wanted. */
  private readonly textWanted: boolean[] = [];
  private isEmpty = true;
  /** Lines before the document that were not given to the parser. */
  private linesBefore = 0;
  private hasControl = false;
  private element: string;
  private tokenFrom = 0;
  private rootClosed = false;

  constructor(root: string, listener: XmlListener, warn: Warn) {
    this.root = root;
    this.element = root;
    this.listener = listener;
    const { parser } = this;
    parser.on('error', (error) => {
      if (!CONTROL_CHARACTER.test(error.message)) throw this.notWellFormed(error);
      this.hasControl = true;
      warn('A control character was read as \ufffd', this.position().line);
    });
    parser.on('doctype', (doctype) => this.doctype(doctype));
    parser.on('comment', () => this.tokenEnds());
    parser.on('processinginstruction', () => this.tokenEnds());
    parser.on('cdata', (text) => this.cdata(text));
    parser.on('opentagstart', ({ name }) => {
      this.element = name;
    });
    parser.on('opentag', ({ name, attributes }) => this.open(name, attributes));
    parser.on('closetag', () => this.close());
  }

  write(text: string): void {
    this.parser.write(this.isEmpty ? this.begun(text) : text);
    if (this.parser.position - this.tokenFrom > MAX_TOKEN) {
      const after = this.element.slice(0, 60);
      throw this.problem(
        'too-long',
        `More than ${MAX_TOKEN} characters follow without a new tag, after <${after}>`,
      );
    }
  }

  /** Says that nothing follows. */
  end(): void {
    if (this.isEmpty) throw new ScanProblem('not-xml', 'The file is empty');
    if (!this.rootClosed) {
      const missing = `The file ends before </${this.root}>: the scan was broken off, or part of the file is missing`;
      throw this.problem('truncated', missing);
    }
    this.parser.close();
  }

  /** Of the character that was read last; behind a line break it is the first of the next line. */
  position(): Position {
    return { line: this.parser.line + this.linesBefore, column: Math.max(1, this.parser.column) };
  }

  /** Characters read so far. */
  offset(): number {
    return this.parser.position;
  }

  /** Blanks before the declaration say nothing, and the parser would refuse them. */
  private begun(text: string): string {
    const start = text.trimStart();
    this.isEmpty = start === '';
    this.linesBefore += text.slice(0, text.length - start.length).split('\n').length - 1;
    return start;
  }

  /** The parser's message starts with line:column, which we say ourselves. */
  private notWellFormed(error: Error): ScanProblem {
    if (this.rootClosed)
      return this.problem('not-xml', 'A second document begins here: import them one by one');
    const said = error.message.replace(/^\d+:\d+: /, '').replace(/\.$/, '');
    return new ScanProblem('not-xml', `The file is not well-formed XML: ${said}`, this.position(), error);
  }

  private problem(code: ScanProblemCode, message: string): ScanProblem {
    return new ScanProblem(code, message, this.position());
  }

  private tokenEnds(): void {
    this.tokenFrom = this.parser.position;
  }

  private doctype(doctype: string): void {
    this.tokenEnds();
    if (!/<!ENTITY/i.test(doctype)) return;
    throw this.problem(
      'entity-bomb',
      'The file defines entities of its own, which nmap never does: it is refused unread',
    );
  }

  private cdata(text: string): void {
    this.tokenEnds();
    if (this.textWanted.at(-1)) this.listener.text(this.plain(text));
  }

  /** Control characters, raw or as references, which the parser leaves as they are. */
  private plain(text: string): string {
    return this.hasControl ? text.replace(CONTROLS, (found) => (isControl(found) ? '\ufffd' : found)) : text;
  }

  private open(name: string, attributes: XmlAttributes): void {
    this.tokenEnds();
    if (this.textWanted.length === 0 && name !== this.root) {
      throw this.problem(
        'wrong-format',
        `The document's root is <${name.slice(0, 60)}>, and not <${this.root}>`,
      );
    }
    if (this.textWanted.length >= MAX_DEPTH) {
      throw this.problem(
        'too-deep',
        `Elements lie more than ${MAX_DEPTH} deep in each other, which nmap never writes`,
      );
    }
    this.textWanted.push(this.listener.open(name, this.plainAttributes(attributes)));
    this.hearText();
  }

  private plainAttributes(attributes: XmlAttributes): XmlAttributes {
    if (!this.hasControl) return attributes;
    return Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, this.plain(value)]));
  }

  private close(): void {
    this.tokenEnds();
    this.textWanted.pop();
    this.hearText();
    this.listener.close();
    this.rootClosed = this.textWanted.length === 0;
  }

  /** The parser gathers text only while somebody listens for it. */
  private hearText(): void {
    if (this.textWanted.at(-1)) this.parser.on('text', (text) => this.listener.text(this.plain(text)));
    else this.parser.off('text');
  }
}
