export interface CachedAnswer {
  readonly bytes: Buffer;
  /** When the answer's own nextUpdate passes. */
  readonly expiresMs: number;
}

/** Where answers outlive the process; what is loaded is checked again like what is fetched. */
export interface RevocationStore {
  load(key: string): Promise<CachedAnswer | null>;
  save(key: string, answer: CachedAnswer): Promise<void>;
}

/** Answers by address, least recently used out first. One CRL can be 20 MB, so the bound is on octets. */
export function openCache(maxBytes: number) {
  const entries = new Map<string, CachedAnswer>();
  let size = 0;

  function drop(key: string): void {
    const entry = entries.get(key);
    if (!entry) return;
    size -= entry.bytes.length;
    entries.delete(key);
  }

  return {
    get(key: string, nowMs: number): Buffer | null {
      const entry = entries.get(key);
      if (!entry) return null;
      drop(key);
      if (entry.expiresMs < nowMs) return null;
      put(key, entry);
      return entry.bytes;
    },
    put,
  };

  function put(key: string, entry: CachedAnswer): void {
    drop(key);
    if (entry.bytes.length > maxBytes) return;
    entries.set(key, entry);
    size += entry.bytes.length;
    for (const oldest of entries.keys()) {
      if (size <= maxBytes) break;
      drop(oldest);
    }
  }
}
