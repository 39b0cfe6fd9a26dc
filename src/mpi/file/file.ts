/** Files that all ranks of a communicator read and write (MPI-IO). */
import type { Communicator } from "../communicator/communicator.js";
import { Datatype } from "../datatype/datatype.js";
import { refuse } from "../error.js";
import { FileAccess } from "./file-access.js";
import { Group } from "../communicator/group.js";
import { Info, withHints, withHintsSync, type Hints } from "../info.js";
import { native } from "../addon/native.js";
import { unwrap, check } from "../addon/error-codes.js";
import { blocking, storedIndex, onThread, result } from "../addon/thread-calls.js";

const MODES = [
  "create",
  "rdonly",
  "wronly",
  "rdwr",
  "deleteOnClose",
  "uniqueOpen",
  "excl",
  "append",
  "sequential",
] as const;
/** How a file is opened: one of rdonly, wronly and rdwr, and any of the others. */
export type FileMode = (typeof MODES)[number];

export interface OpenOptions {
  /** Default ["rdonly"]. */
  mode?: FileMode | readonly FileMode[];
  /** Hints for the library. */
  info?: Hints;
}

export interface ViewOptions {
  /** Start of the view in the file, in bytes; default 0. */
  disp?: number;
  /** The unit of offsets; default Datatype.BYTE. */
  elementType?: Datatype;
  /** The pattern of visible data, which repeats through the file; default: the element type. */
  fileType?: Datatype;
  /** Default "native". */
  representation?: "native" | "internal" | "external32";
  /** Hints for the library. */
  info?: Hints;
}

export type Whence = "set" | "current" | "end";
const WHENCES = ["set", "current", "end"] as const;

function modeBits(mode: FileMode | readonly FileMode[]): number {
  const modes = typeof mode === "string" ? [mode] : mode;
  return modes.reduce((all, one) => {
    const bit = MODES.indexOf(one);
    if (bit < 0) {
      refuse("MPI_ERR_AMODE", "MPI_File_open", `"${one}" is not a mode: use ${MODES.join(", ")}`);
    }
    return all | (1 << bit);
  }, 0);
}

/**
 * A file that the ranks of a communicator have open. Offsets and counts of `read` and `write` are in elements of the
 * view. The initial view is bytes.
 *
 * @example
 * const file = await File.open(world, "samples.bin", { mode: ["create", "wronly"] });
 * await file.writeAtAll(world.rank * samples.byteLength, samples);
 * await file.close();
 */
export class File extends FileAccess {
  /** The name with which the file was opened. */
  readonly filename: string;

  private constructor(index: number, filename: string) {
    super(index);
    this.filename = filename;
  }

  /**
   * Opens a file on all ranks. Collective. Fails with MPI_ERR_NO_SUCH_FILE if the file is missing and `mode` lacks
   * "create", and with MPI_ERR_AMODE if modes contradict each other.
   */
  static async open(comm: Communicator, filename: string, options: OpenOptions = {}): Promise<File> {
    const bits = modeBits(options.mode ?? "rdonly");
    const into = result();
    const handle = comm.handle("MPI_File_open");
    await withHints(options.info, (hints) =>
      onThread("fileOpen", "MPI_File_open", handle, filename, bits, hints, into),
    );
    return new File(storedIndex(into), filename);
  }
  static openSync(comm: Communicator, filename: string, options: OpenOptions = {}): File {
    const bits = modeBits(options.mode ?? "rdonly");
    const into = result();
    const handle = comm.handle("MPI_File_open");
    withHintsSync(options.info, (hints) => {
      blocking("fileOpen", "MPI_File_open", handle, filename, bits, hints, into);
    });
    return new File(storedIndex(into), filename);
  }

  /** Deletes a file. No rank may have it open. */
  static async delete(filename: string, { info }: { info?: Hints } = {}): Promise<void> {
    await withHints(info, (hints) => onThread("fileDelete", "MPI_File_delete", filename, hints));
  }
  static deleteSync(filename: string, { info }: { info?: Hints } = {}): void {
    withHintsSync(info, (hints) => {
      blocking("fileDelete", "MPI_File_delete", filename, hints);
    });
  }

  /** Closes the file. Collective. */
  async close(): Promise<void> {
    await onThread("fileClose", "MPI_File_close", this.leave());
  }
  closeSync(): void {
    blocking("fileClose", "MPI_File_close", this.leave());
  }

  /**
   * Sets the part of the file that this rank sees. Collective. Both file pointers return to the beginning.
   *
   * @example
   * // Each rank sees every size-th double.
   * const own = Datatype.resized(Datatype.DOUBLE, 0, 8 * world.size);
   * await file.setView({ disp: 8 * world.rank, elementType: Datatype.DOUBLE, fileType: own });
   */
  async setView(options: ViewOptions = {}): Promise<void> {
    const operation = "MPI_File_set_view";
    await withHints(options.info, (hints) =>
      onThread("fileSetView", operation, this.handle(operation), ...viewArguments(options), hints),
    );
  }
  setViewSync(options: ViewOptions = {}): void {
    const operation = "MPI_File_set_view";
    withHintsSync(options.info, (hints) => {
      blocking("fileSetView", operation, this.handle(operation), ...viewArguments(options), hints);
    });
  }
  /** The current view. Free its datatypes unless they are predefined. */
  getView(): { disp: number; elementType: Datatype; fileType: Datatype } {
    const into = result(3);
    check(native().fileGetView(this.handle("MPI_File_get_view"), into), "MPI_File_get_view");
    return {
      disp: storedIndex(into),
      elementType: Datatype.adopt(storedIndex(into, 1)),
      fileType: Datatype.adopt(storedIndex(into, 2)),
    };
  }

  /** Length in bytes. */
  get size(): number {
    return unwrap(native().fileSize(this.handle("MPI_File_get_size")), "MPI_File_get_size");
  }
  /** Truncates or extends the file. Collective. */
  async setSize(bytes: number): Promise<void> {
    const operation = "MPI_File_set_size";
    await onThread("fileSetSize", operation, this.handle(operation), length(bytes, operation));
  }
  setSizeSync(bytes: number): void {
    const operation = "MPI_File_set_size";
    blocking("fileSetSize", operation, this.handle(operation), length(bytes, operation));
  }
  /** Reserves space on the disk. Collective. */
  async preallocate(bytes: number): Promise<void> {
    const operation = "MPI_File_preallocate";
    await onThread("filePreallocate", operation, this.handle(operation), length(bytes, operation));
  }
  preallocateSync(bytes: number): void {
    const operation = "MPI_File_preallocate";
    blocking("filePreallocate", operation, this.handle(operation), length(bytes, operation));
  }
  /** Writes buffered data to the disk. Collective. */
  async sync(): Promise<void> {
    await onThread("fileSync", "MPI_File_sync", this.handle("MPI_File_sync"));
  }
  syncSync(): void {
    blocking("fileSync", "MPI_File_sync", this.handle("MPI_File_sync"));
  }

  /** Moves the rank's file pointer, in elements of the view. */
  seek(offset: number, whence: Whence = "set"): void {
    const handle = this.handle("MPI_File_seek");
    blocking("fileSeek", "MPI_File_seek", handle, ...place(offset, whence, "MPI_File_seek"));
  }
  /** The rank's file pointer, in elements of the view. */
  get position(): number {
    return unwrap(native().filePosition(this.handle("MPI_File_get_position")), "MPI_File_get_position");
  }
  /** Moves the shared file pointer. Collective. */
  async seekShared(offset: number, whence: Whence = "set"): Promise<void> {
    const operation = "MPI_File_seek_shared";
    await onThread("fileSeekShared", operation, this.handle(operation), ...place(offset, whence, operation));
  }
  seekSharedSync(offset: number, whence: Whence = "set"): void {
    const operation = "MPI_File_seek_shared";
    blocking("fileSeekShared", operation, this.handle(operation), ...place(offset, whence, operation));
  }
  /** The shared file pointer, in elements of the view. */
  get positionShared(): number {
    const operation = "MPI_File_get_position_shared";
    return unwrap(native().filePositionShared(this.handle(operation)), operation);
  }
  /** Converts an offset of the view to bytes from the beginning of the file. */
  byteOffset(offset: number): number {
    const operation = "MPI_File_get_byte_offset";
    return unwrap(native().fileByteOffset(this.handle(operation), offset), operation);
  }
  /** Bytes that an element of a datatype takes in the file. */
  typeExtent(datatype: Datatype): number {
    const operation = "MPI_File_get_type_extent";
    return unwrap(native().fileTypeExtent(this.handle(operation), datatype.index), operation);
  }

  /** The modes with which the file was opened. */
  get mode(): FileMode[] {
    const bits = unwrap(native().fileMode(this.handle("MPI_File_get_amode")), "MPI_File_get_amode");
    return MODES.filter((_, i) => bits & (1 << i));
  }
  /** Whether overlapping writes behave as if they came one after another. */
  get atomicity(): boolean {
    const operation = "MPI_File_get_atomicity";
    return unwrap(native().fileAtomicity(this.handle(operation)), operation) === 1;
  }
  /** Sets `atomicity`. Collective. */
  async setAtomicity(atomic: boolean): Promise<void> {
    const operation = "MPI_File_set_atomicity";
    await onThread("fileSetAtomicity", operation, this.handle(operation), atomic ? 1 : 0);
  }
  setAtomicitySync(atomic: boolean): void {
    const operation = "MPI_File_set_atomicity";
    blocking("fileSetAtomicity", operation, this.handle(operation), atomic ? 1 : 0);
  }

  /** The group of the ranks that opened the file. */
  group(): Group {
    return Group.adopt(unwrap(native().fileGroup(this.handle("MPI_File_get_group")), "MPI_File_get_group"));
  }
  /** The hints that the library uses. */
  getInfo(): Info {
    return Info.adopt(unwrap(native().fileGetInfo(this.handle("MPI_File_get_info")), "MPI_File_get_info"));
  }
  /** Gives the library hints. Collective. */
  async setInfo(info: Hints): Promise<void> {
    const operation = "MPI_File_set_info";
    await withHints(info, (hints) => onThread("fileSetInfo", operation, this.handle(operation), hints));
  }
  setInfoSync(info: Hints): void {
    const operation = "MPI_File_set_info";
    withHintsSync(info, (hints) => {
      blocking("fileSetInfo", operation, this.handle(operation), hints);
    });
  }
}

function viewArguments({
  disp = 0,
  elementType = Datatype.BYTE,
  fileType = elementType,
  representation = "native",
}: ViewOptions): [number, number, number, string] {
  return [length(disp, "MPI_File_set_view"), elementType.index, fileType.index, representation];
}

function length(bytes: number, operation: string): number {
  if (!Number.isSafeInteger(bytes) || bytes < 0) {
    refuse("MPI_ERR_ARG", operation, `${bytes} is not a number of bytes: give 0 or more`);
  }
  return bytes;
}

function place(offset: number, whence: Whence, operation: string): [offset: number, whence: number] {
  const from = WHENCES.indexOf(whence);
  if (from < 0) refuse("MPI_ERR_ARG", operation, `"${whence}" is not one of ${WHENCES.join(", ")}`);
  if (!Number.isSafeInteger(offset)) refuse("MPI_ERR_ARG", operation, `offset ${offset} is not a whole number`);
  return [offset, from];
}
