/** Files from a dialog, a drop or a paste, with a handle to open them again if the browser supports handles. */
export interface ChosenFile {
  file: File;
  handle: FileSystemFileHandle | null;
}

/** Parts of the File System Access API that TypeScript does not declare. */
interface Permission {
  queryPermission?: (mode: { mode: "read" }) => Promise<PermissionState>;
  requestPermission?: (mode: { mode: "read" }) => Promise<PermissionState>;
}
interface Picker {
  showOpenFilePicker?: (options: { multiple: boolean; id: string }) => Promise<FileSystemFileHandle[]>;
}
interface HandleItem {
  getAsFileSystemHandle?: () => Promise<FileSystemHandle | null>;
}

/** Files of a list, without handles. */
export const withoutHandles = (files: Iterable<File> | null | undefined): ChosenFile[] =>
  [...(files ?? [])].map((file) => ({ file, handle: null }));

/**
 * Opens the browser's dialog; gives no files if the person cancels.
 *
 * @param input used if the browser has no dialog that gives handles: it reports by its `change` event, and null is
 *   returned
 */
export async function askForFiles(input: HTMLInputElement, multiple: boolean): Promise<ChosenFile[] | null> {
  const { showOpenFilePicker } = window as Picker;
  if (!showOpenFilePicker) {
    input.click();
    return null;
  }
  try {
    const handles = await showOpenFilePicker.call(window, { multiple, id: "videos" });
    return await Promise.all(handles.map(async (handle) => ({ file: await handle.getFile(), handle })));
  } catch (error) {
    if (error instanceof DOMException && error.name === "AbortError") return [];
    input.click();
    return null;
  }
}

/** The dropped or pasted files, without folders. Call it during the event: its data is gone afterwards. */
export async function filesOf(data: DataTransfer): Promise<ChosenFile[]> {
  const items = [...data.items].filter(({ kind }) => kind === "file");
  const asked = items.map((item) => ({
    isFolder: item.webkitGetAsEntry()?.isDirectory === true,
    file: item.getAsFile(),
    handle: (item as HandleItem).getAsFileSystemHandle?.().catch(() => null) ?? Promise.resolve(null),
  }));
  const chosen = await Promise.all(
    asked.map(async ({ isFolder, file, handle }): Promise<ChosenFile | null> => {
      const found = await handle;
      if (isFolder || !file) return null;
      return { file, handle: found?.kind === "file" ? (found as FileSystemFileHandle) : null };
    }),
  );
  return chosen.filter((one) => one !== null);
}

/**
 * The file of a handle; null if it is gone or the person does not allow it.
 *
 * @param mayAsk whether the browser may ask the person, which is possible only during a click
 */
export async function reopen(handle: FileSystemFileHandle, mayAsk: boolean): Promise<File | null> {
  try {
    const permission = handle as Permission;
    const asked = mayAsk ? permission.requestPermission : permission.queryPermission;
    if ((await asked?.call(handle, { mode: "read" })) !== "granted") return null;
    return await handle.getFile();
  } catch {
    return null;
  }
}

/** Whether a file is that of an unfinished upload. */
export const isSameFile = (
  file: { name: string; size: number; lastModified: number },
  upload: { name: string; size: number; modified: number },
): boolean => file.name === upload.name && file.size === upload.size && file.lastModified === upload.modified;
