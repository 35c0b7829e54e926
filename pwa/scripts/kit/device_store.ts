/**
 * The one database on this device (IndexedDB): files, pages and answers of the signed-in person, each sealed.
 * A device that refuses, hangs or throws (private window, no space, an old kernel) keeps nothing and stops nobody.
 */

const NAME = "outbox";
const VERSION = 3;
const STORES = { files: "id", pages: "path", answers: "id", keys: "owner", locks: "owner" };
const PATIENCE = 4000; // milliseconds; some kernels never answer an opening

let hangs = false;

export type StoreName = keyof typeof STORES;

/** One step on one store; undefined when the device did not do it. */
export function run<T>(
  store: StoreName,
  mode: IDBTransactionMode,
  step: (entries: IDBObjectStore) => IDBRequest<T> | IDBRequest,
): Promise<T | undefined> {
  if (hangs) return Promise.resolve(undefined);
  return new Promise((tell) => {
    const late = setTimeout(() => {
      hangs = true; // whoever never answered once isn't waited for again on this page
      tell(undefined);
    }, PATIENCE);
    const done = (found: T | undefined): void => {
      clearTimeout(late);
      tell(found);
    };
    try {
      const opening = indexedDB.open(NAME, VERSION);
      opening.onupgradeneeded = () => {
        for (const [name, keyPath] of Object.entries(STORES))
          if (!opening.result.objectStoreNames.contains(name)) opening.result.createObjectStore(name, { keyPath });
      };
      opening.onerror = () => done(undefined);
      opening.onsuccess = () => {
        opening.result.onversionchange = () => opening.result.close();
        try {
          const work = opening.result.transaction(store, mode);
          const asked = step(work.objectStore(store));
          const close = (): void => {
            opening.result.close();
            done(asked.readyState === "done" && !asked.error ? (asked.result as T) : undefined);
          };
          work.oncomplete = close;
          work.onabort = close;
        } catch {
          opening.result.close();
          done(undefined);
        }
      };
    } catch {
      done(undefined);
    }
  });
}

export async function all<T>(store: StoreName): Promise<T[]> {
  return (await run<T[]>(store, "readonly", (entries) => entries.getAll())) ?? [];
}

/** Takes away entries of one store that meet the condition. */
export async function drop<T>(store: StoreName, which: (entry: T) => boolean): Promise<void> {
  const key = STORES[store] as keyof T;
  const found = (await all<T>(store)).filter(which);
  await Promise.all(
    found.map((entry) => run(store, "readwrite", (entries) => entries.delete(entry[key] as IDBValidKey))),
  );
}

/** Nothing of anybody stays: at sign-out. */
export function forgetAll(): void {
  try {
    indexedDB.deleteDatabase(NAME);
  } catch {
    // a device without a database has nothing to forget
  }
}
