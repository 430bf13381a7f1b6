import { SaxesParser } from 'saxes';
import { MAX_DEPTH, MAX_TOKEN } from './limits.ts';
import { notXml, wrongRoot } from './other-formats.ts';
import { type Position, ScanProblem, type ScanProblemCode } from './scan-problem.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Receives the content of the document, in its order. */
export interface XmlListener {
  /** Answers whether the text inside is wanted. */
  open(name: string, attributes: Attributes): boolean;
  text(text: string): void;
  close(): void;
}

/** Characters from the document's start that are kept, to tell a person its real format. */
const START = 64;

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
  private start = '';
  private element: string;
  private tokenFrom = 0;
  private rootClosed = false;

  constructor(root: string, listener: XmlListener) {
    this.root = root;
    this.element = root;
    this.listener = listener;
    const { parser } = this;
    parser.on('error', (error) => {
      throw notXml(this.start, error, this.position());
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
    if (this.start.length < START) this.start = (this.start + text).trimStart().slice(0, START);
    this.parser.write(text);
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
    if (this.start === '') throw new ScanProblem('not-xml', 'The file is empty');
    if (!this.rootClosed) {
      const missing = `The file ends before </${this.root}>: the scan was broken off, or part of the file is missing`;
      throw this.problem('truncated', missing);
    }
    this.parser.close();
  }

  /** Of the character that was read last; behind a line break it is the first of the next line. */
  position(): Position {
    return { line: this.parser.line, column: Math.max(1, this.parser.column) };
  }

  /** Characters read so far. */
  offset(): number {
    return this.parser.position;
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
    if (this.textWanted.at(-1)) this.listener.text(text);
  }

  private open(name: string, attributes: Attributes): void {
    this.tokenEnds();
    if (this.textWanted.length === 0 && name !== this.root) throw wrongRoot(this.root, name, this.position());
    if (this.textWanted.length >= MAX_DEPTH) {
      throw this.problem(
        'too-deep',
        `Elements lie more than ${MAX_DEPTH} deep in each other, which nmap never writes`,
      );
    }
    this.textWanted.push(this.listener.open(name, attributes));
    this.hearText();
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
    if (this.textWanted.at(-1)) this.parser.on('text', (text) => this.listener.text(text));
    else this.parser.off('text');
  }
}
