import { SaxesParser } from 'saxes';
import { MAX_DEPTH, MAX_TOKEN } from './limits.ts';
import { notXml, wrongRoot } from './other-formats.ts';
import { type Position, ScanProblem } from './scan-problem.ts';

export type Attributes = Readonly<Record<string, string>>;

/** Characters from the document's start that are kept, to tell a person what it is instead. */
const START = 64;

/** Who is told what the document holds, in its order. */
export interface XmlListener {
  /** Called for the root too, which is asked for by name beforehand. Answers whether the text inside is wanted. */
  open(name: string, attributes: Attributes): boolean;
  text(text: string): void;
  close(name: string): void;
}

export interface XmlReader {
  write(text: string): void;
  /** Says that nothing follows. Throws ScanProblem `truncated` when the root is still open. */
  end(): void;
  position(): Position;
}

/**
 * Reads XML as it comes, and never holds more of it than one token. Entities that a document defines are never expanded: it is refused.
 * Throws ScanProblem `not-xml`, `wrong-format`, `entity-bomb`, `too-deep`, `too-long`, `truncated`.
 */
export function createXmlReader(root: string, listener: XmlListener): XmlReader {
  const parser = new SaxesParser();
  const textWanted: boolean[] = [];
  let element = root;
  let start = '';
  let tokenFrom = 0;
  let rootClosed = false;
  const position = () => ({ line: parser.line, column: parser.column });
  const tokenEnds = () => {
    tokenFrom = parser.position;
  };
  const hearText = () => {
    if (textWanted.at(-1)) parser.on('text', (text) => listener.text(text));
    else parser.off('text');
  };

  parser.on('error', (error) => {
    throw notXml(start, error, position());
  });
  parser.on('doctype', (doctype) => {
    tokenEnds();
    if (/<!ENTITY/i.test(doctype)) {
      throw new ScanProblem(
        'entity-bomb',
        'The file defines entities of its own, which nmap never does: it is refused unread',
        position(),
      );
    }
  });
  parser.on('comment', tokenEnds);
  parser.on('processinginstruction', tokenEnds);
  parser.on('cdata', (text) => {
    tokenEnds();
    if (textWanted.at(-1)) listener.text(text);
  });
  parser.on('opentagstart', ({ name }) => {
    element = name;
  });
  parser.on('opentag', ({ name, attributes }) => {
    tokenEnds();
    if (textWanted.length === 0 && name !== root) throw wrongRoot(root, name, position());
    if (textWanted.length >= MAX_DEPTH) {
      throw new ScanProblem(
        'too-deep',
        `Elements lie more than ${MAX_DEPTH} deep in each other, which nmap never writes`,
        position(),
      );
    }
    textWanted.push(listener.open(name, attributes));
    hearText();
  });
  parser.on('closetag', ({ name }) => {
    tokenEnds();
    textWanted.pop();
    hearText();
    listener.close(name);
    rootClosed = textWanted.length === 0;
  });

  return {
    write(text) {
      if (start.length < START) start = (start + text).trimStart().slice(0, START);
      parser.write(text);
      if (parser.position - tokenFrom > MAX_TOKEN) {
        throw new ScanProblem(
          'too-long',
          `More than ${MAX_TOKEN} characters follow without a new tag, after <${element.slice(0, 60)}>`,
          position(),
        );
      }
    },
    end() {
      if (start === '') throw new ScanProblem('not-xml', 'The file is empty');
      if (!rootClosed) {
        throw new ScanProblem(
          'truncated',
          `The file ends before </${root}>: the scan was broken off, or part of the file is missing`,
          position(),
        );
      }
      parser.close();
    },
    position,
  };
}
