import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';

const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** A Socket.IO server small enough to be told what to say, and when to say nothing, over real WebSockets. */
export class Centre {
  /** Every packet that arrived, on whichever line. */
  heard: string[] = [];
  lines: Duplex[] = [];
  /** What to do with a packet of the namespace /board, as Engine.IO carries it. */
  answer: (packet: string, line: Duplex) => void = () => {};
  private server: Server = createServer();

  async start(): Promise<string> {
    this.server.on('upgrade', (request, line: Duplex) => {
      const key = createHash('sha1')
        .update(`${request.headers['sec-websocket-key']}${MAGIC}`)
        .digest('base64');
      line.write(
        `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\n\r\n`,
      );
      this.lines.push(line);
      line.on('error', () => {});
      line.on('data', (data: Buffer) => this.take(data, line));
      say(line, '0{"sid":"e","upgrades":[],"pingInterval":25000,"pingTimeout":20000,"maxPayload":100000}');
    });
    await new Promise<void>((listening) => this.server.listen(0, '127.0.0.1', listening));
    return `127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    for (const line of this.lines) line.destroy();
    this.server.close();
  }

  /** Text frames of a browser: short, masked, never split. */
  private take(data: Buffer, line: Duplex): void {
    for (let at = 0; at + 6 <= data.length; ) {
      const short = (data[at + 1] ?? 0) & 0x7f;
      const [length, head] = short === 126 ? [data.readUInt16BE(at + 2), 4] : [short, 2];
      const mask = data.subarray(at + head, at + head + 4);
      const body = data.subarray(at + head + 4, at + head + 4 + length);
      const packet = Buffer.from(body.map((byte, index) => byte ^ (mask[index % 4] ?? 0))).toString();
      if (((data[at] ?? 0) & 0x0f) === 1) {
        this.heard.push(packet);
        this.answer(packet, line);
      }
      at += head + 4 + length;
    }
  }
}

export function say(line: Duplex, text: string): void {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.from([0x81, 126, 0, 0]);
  if (body.length >= 126) head.writeUInt16BE(body.length, 2);
  line.write(Buffer.concat([head, body]));
}
