import { type FileHandle, mkdir, open, readdir, rename, rm, rmdir, stat } from 'node:fs/promises';
import type { Socket } from 'node:net';
import { join, posix } from 'node:path';
import {
  AFC_HEADER_BYTES,
  AfcOperation,
  AfcStatus,
  afcHeader,
  openModes,
  u64,
} from '../../phone/afc/packet.ts';
import { withRecorded } from '../recorded/recorded-answers.ts';
import type { ByteReader } from './byte-reader.ts';
import type { PhoneState } from './service.ts';

/** One request of a client. */
interface Request {
  readonly operation: number;
  readonly packet: bigint;
  readonly head: Buffer;
  readonly content: Buffer;
}

interface OpenFile {
  readonly file: FileHandle;
  position: number;
}

/** A client may ask for more, and gets a part: it has to read on. */
const LARGEST_READ_BYTES = 4 << 20;

/** What the phone answers: a status, bytes, or a handle. */
type Reply = { status: number } | { data: Buffer } | { handle: bigint };

/** A conversation over one folder: its root is all that the client can reach. */
export async function serveAfc(
  socket: Socket,
  reader: ByteReader,
  phone: PhoneState,
  root: string,
): Promise<void> {
  await mkdir(root, { recursive: true });
  const afc = new AfcFolder(root, phone);
  try {
    for (let request = await takeRequest(reader); request; request = await takeRequest(reader)) {
      phone.record('afc', AfcOperation.nameOf(request.operation));
      const reply = await afc
        .answer(request)
        .catch((error: NodeJS.ErrnoException) => ({ status: statusOf(error) }));
      sendReply(socket, request.packet, reply);
    }
  } finally {
    await afc.close();
  }
}

async function takeRequest(reader: ByteReader): Promise<Request | null> {
  const header = await reader.take(AFC_HEADER_BYTES);
  if (!header) return null;
  const entire = Number(header.readBigUInt64LE(8));
  const here = Number(header.readBigUInt64LE(16));
  const head = await reader.take(here - AFC_HEADER_BYTES);
  const content = await reader.take(entire - here);
  if (!head || !content) return null;
  return { operation: Number(header.readBigUInt64LE(32)), packet: header.readBigUInt64LE(24), head, content };
}

function sendReply(socket: Socket, packet: bigint, reply: Reply): void {
  const [operation, head, content] =
    'status' in reply
      ? [AfcOperation.STATUS, u64(reply.status), Buffer.alloc(0)]
      : 'data' in reply
        ? [AfcOperation.DATA, Buffer.alloc(0), reply.data]
        : [AfcOperation.FILE_OPEN_RESULT, u64(reply.handle), Buffer.alloc(0)];
  socket.write(Buffer.concat([afcHeader(operation, packet, head.length, content.length), head, content]));
}

function statusOf(error: NodeJS.ErrnoException): number {
  if (error.code === 'ENOENT') return AfcStatus.NOT_FOUND;
  if (error.code === 'EISDIR') return AfcStatus.IS_DIRECTORY;
  if (error.code === 'ENOTEMPTY') return AfcStatus.DIRECTORY_NOT_EMPTY;
  if (error.code === 'ENOSPC') return AfcStatus.NO_SPACE_LEFT;
  return AfcStatus.UNKNOWN_ERROR;
}

/** A phone removes a file, or a folder that is empty. */
async function removePath(path: string): Promise<void> {
  if ((await stat(path)).isDirectory()) await rmdir(path);
  else await rm(path);
}

const DONE: Reply = { status: AfcStatus.SUCCESS };

/** The operations on one folder, with its open files. */
class AfcFolder {
  private readonly root: string;
  private readonly phone: PhoneState;
  private readonly files = new Map<bigint, OpenFile>();
  private nextHandle = 1n;

  constructor(root: string, phone: PhoneState) {
    this.root = root;
    this.phone = phone;
  }

  async answer(request: Request): Promise<Reply> {
    switch (request.operation) {
      case AfcOperation.READ_DIRECTORY:
        return { data: strings(['.', '..', ...(await readdir(this.pathIn(request.head)))]) };
      case AfcOperation.MAKE_DIRECTORY:
        await mkdir(this.pathIn(request.head), { recursive: true });
        return DONE;
      case AfcOperation.REMOVE_PATH:
        await removePath(this.pathIn(request.head));
        return DONE;
      case AfcOperation.FILE_INFO:
        return { data: strings(await fileInfo(this.pathIn(request.head))) };
      case AfcOperation.DEVICE_INFO:
        return { data: strings(deviceInfo(this.phone)) };
      case AfcOperation.FILE_OPEN:
        return this.open(request.head);
      case AfcOperation.FILE_READ:
        return this.read(request.head);
      case AfcOperation.FILE_WRITE:
        return this.write(request.head, request.content);
      case AfcOperation.FILE_CLOSE:
        return this.closeFile(request.head.readBigUInt64LE(0));
      case AfcOperation.RENAME_PATH:
        return this.rename(request.head);
      default:
        return { status: AfcStatus.NOT_SUPPORTED };
    }
  }

  async close(): Promise<void> {
    for (const { file } of this.files.values()) await file.close();
    this.files.clear();
  }

  /** Confined to the root: `..` cannot climb out of it. */
  private pathIn(head: Buffer): string {
    return this.confined(head.toString('utf8').replace(/\0.*$/s, ''));
  }

  private confined(path: string): string {
    return join(this.root, posix.normalize(`/${path}`));
  }

  private async open(head: Buffer): Promise<Reply> {
    const flags = openModes[Number(head.readBigUInt64LE(0))];
    if (!flags) return { status: AfcStatus.INVALID_ARGUMENT };
    const file = await open(this.pathIn(head.subarray(8)), flags);
    const position = flags.startsWith('a') ? (await file.stat()).size : 0;
    const handle = this.nextHandle++;
    this.files.set(handle, { file, position });
    return { handle };
  }

  private async read(head: Buffer): Promise<Reply> {
    const opened = this.files.get(head.readBigUInt64LE(0));
    if (!opened) return { status: AfcStatus.INVALID_ARGUMENT };
    const buffer = Buffer.alloc(
      Math.min(Number(head.readBigUInt64LE(8)), this.phone.mostOfARead(), LARGEST_READ_BYTES),
    );
    const { bytesRead } = await opened.file.read(buffer, 0, buffer.length, opened.position);
    opened.position += bytesRead;
    return { data: buffer.subarray(0, bytesRead) };
  }

  private async write(head: Buffer, content: Buffer): Promise<Reply> {
    const opened = this.files.get(head.readBigUInt64LE(0));
    if (!opened) return { status: AfcStatus.INVALID_ARGUMENT };
    if (content.length > this.phone.freeBytes()) return { status: AfcStatus.NO_SPACE_LEFT };
    await opened.file.write(content, 0, content.length, opened.position);
    opened.position += content.length;
    return DONE;
  }

  private async closeFile(handle: bigint): Promise<Reply> {
    const opened = this.files.get(handle);
    if (!opened) return { status: AfcStatus.INVALID_ARGUMENT };
    this.files.delete(handle);
    await opened.file.close();
    return DONE;
  }

  private async rename(head: Buffer): Promise<Reply> {
    const [from = '', to = ''] = head.toString('utf8').split('\0');
    await rename(this.confined(from), this.confined(to));
    return DONE;
  }
}

const strings = (values: readonly string[]): Buffer =>
  Buffer.from(values.map((value) => `${value}\0`).join(''));

const CAPACITY_BYTES = 128e9;

const deviceInfo = (phone: PhoneState): string[] => {
  const own = {
    Model: phone.productType,
    FSTotalBytes: String(CAPACITY_BYTES),
    FSFreeBytes: String(phone.freeBytes()),
    FSBlockSize: '4096',
  };
  return Object.entries(withRecorded(own, phone.recorded?.disk ?? null))
    .flat()
    .map(String);
};

async function fileInfo(path: string): Promise<string[]> {
  const info = await stat(path, { bigint: true });
  const kind = info.isDirectory() ? 'S_IFDIR' : 'S_IFREG';
  return [
    ...['st_size', String(info.size), 'st_blocks', String(info.blocks), 'st_nlink', String(info.nlink)],
    ...['st_ifmt', kind, 'st_mtime', String(info.mtimeNs), 'st_birthtime', String(info.birthtimeNs)],
  ];
}
