import type { PaperFileFragment } from '../../graphql/__generated__/operations.js';
import type { Trouble } from '../../live/trouble.js';

/** Bytes of a file, at most: what the door takes. */
const LARGEST_FILE = 10 * 1024 * 1024;

/** A file on its way. */
export interface Upload {
  /** The file as it was taken in, or why it was not. */
  readonly done: Promise<{ readonly file: PaperFileFragment } | { readonly trouble: Trouble } | null>;
  /** Stops it; `done` is null then. */
  stop(): void;
}

const TOO_LARGE: Trouble = { code: 'TOO_LARGE', zh: '文件不能超过 10 MB，请压缩或重新拍照', en: 'At most 10 MB a file' };
const NETWORK: Trouble = { code: 'NETWORK', zh: '', en: '' };

/** Sends a file to the door of papers. @param told is called with how much has gone, 0 to 1 */
export function upload(file: File, told: (part: number) => void): Upload {
  if (file.size > LARGEST_FILE) return { done: Promise.resolve({ trouble: TOO_LARGE }), stop: () => undefined };
  // fetch tells nothing of how far a body has gone.
  const request = new XMLHttpRequest();
  const done = new Promise<Awaited<Upload['done']>>((resolve) => {
    request.open('POST', `/affairs/files?name=${encodeURIComponent(file.name)}`);
    request.setRequestHeader('content-type', 'application/octet-stream');
    request.upload.onprogress = ({ loaded, total }) => told(total > 0 ? loaded / total : 0);
    request.onload = () => resolve(request.status === 201 ? { file: JSON.parse(request.responseText) as PaperFileFragment } : { trouble: request.status === 413 ? TOO_LARGE : troubleOf(request.responseText) }); // the door's own shape
    request.onerror = () => resolve({ trouble: NETWORK });
    request.onabort = () => resolve(null);
    request.send(file);
  });
  return { done, stop: () => request.abort() };
}

/** The door answers in the shape of all faults. */
function troubleOf(text: string): Trouble {
  try {
    const { errors: [first] } = JSON.parse(text) as { errors: [{ message: string; extensions: { code: string; messageEn?: string } }] }; // as the gateway formats faults
    return { code: first.extensions.code, zh: first.message, en: first.extensions.messageEn ?? first.message };
  } catch {
    return { code: 'INTERNAL', zh: '没有传上，请稍后再试', en: 'It was not taken; please try again later' };
  }
}
