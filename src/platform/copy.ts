import { type Duplex, Readable, Writable } from 'node:stream';
import type pg from 'pg';

/** What pg's client asks of anything that it is given to run; node-postgres documents it as a Submittable. */
interface Connection {
  readonly stream: Duplex;
  query(text: string): void;
  sendCopyFromChunk(chunk: Buffer): void;
  endCopyFrom(): void;
  sendCopyFail(reason: string): void;
}

/**
 * Runs a statement that answers with COPY data (`COPY … TO STDOUT`, `BASE_BACKUP`) and streams it: one message a chunk,
 * under backpressure. Destroying the stream early closes the client's connection: the answer cannot be skipped.
 */
export function copyOut(client: pg.Client, statement: string): Readable {
  return (client.query as (query: CopyOut) => CopyOut)(new CopyOut(statement));
}

/** Runs `COPY … FROM STDIN` and sends it what is written. A stream that is destroyed early stores nothing. */
export function copyIn(client: pg.Client, statement: string): Writable {
  return (client.query as (query: CopyIn) => CopyIn)(new CopyIn(statement));
}

class CopyOut extends Readable {
  #connection: Connection | undefined;
  #answered = false;
  readonly #statement: string;

  constructor(statement: string) {
    // Messages of BASE_BACKUP have a meaning each, so they are kept apart.
    super({ objectMode: true, highWaterMark: 64 });
    this.#statement = statement;
  }

  submit(connection: Connection): void {
    this.#connection = connection;
    connection.query(this.#statement);
  }

  override _read(): void {
    this.#connection?.stream.resume();
  }

  handleCopyData({ chunk }: { chunk: Buffer }, connection: Connection): void {
    // The parser uses its buffer again.
    if (!this.push(Buffer.from(chunk))) connection.stream.pause();
  }

  handleReadyForQuery(): void {
    this.#answered = true;
    this.push(null);
  }

  handleError(error: Error): void {
    this.#answered = true;
    this.destroy(error);
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (!this.#answered) this.#connection?.stream.destroy();
    done(error);
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
}

class CopyIn extends Writable {
  #connection: Connection | undefined;
  #whenReady: (() => void) | undefined;
  #whenStored: ((error?: Error) => void) | undefined;
  readonly #statement: string;

  constructor(statement: string) {
    super({ highWaterMark: 256 * 1024 });
    this.#statement = statement;
  }

  submit(connection: Connection): void {
    connection.query(this.#statement);
  }

  handleCopyInResponse(connection: Connection): void {
    this.#connection = connection;
    if (this.destroyed) connection.sendCopyFail('given up');
    this.#whenReady?.();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    const connection = this.#connection;
    if (!connection) {
      this.#whenReady = () => this._write(chunk, _encoding, done);
      return;
    }
    connection.sendCopyFromChunk(chunk);
    if (connection.stream.writableNeedDrain) connection.stream.once('drain', () => done());
    else done();
  }

  override _final(done: (error?: Error | null) => void): void {
    this.#whenStored = done;
    if (this.#connection) this.#connection.endCopyFrom();
    else this.#whenReady = () => this.#connection?.endCopyFrom();
  }

  override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
    if (error && !this.#whenStored) this.#connection?.sendCopyFail('given up');
    done(error);
  }

  handleReadyForQuery(): void {
    this.#whenStored?.();
  }

  handleError(error: Error): void {
    // Before destroy: nothing more is sent after the server has said no.
    this.#whenStored ??= () => {};
    this.destroy(error);
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
}
