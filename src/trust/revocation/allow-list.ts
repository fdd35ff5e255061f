/**
 * Which addresses may be asked. Certificates name them (AIA, CRL distribution points), so whoever makes a certificate
 * would choose what the hub calls; only what an administrator listed is called.
 * An entry is a host name (`crl.example.vn`, default ports; `crl.example.vn:8080`, that one) or the beginning of a URL (`http://pki.example.vn/crl/`).
 */
export function openAllowList(entries: readonly string[]): (url: string) => boolean {
  const rules = entries.map(readRule);
  return (text) => {
    if (!URL.canParse(text)) return false;
    const url = new URL(text);
    if (!/^https?:$/.test(url.protocol) || url.username || url.password) return false;
    return rules.some((rule) => rule(url));
  };
}

/** Whether an entry can be read at all; settings are checked with it at start. */
export function isAllowEntry(entry: string): boolean {
  const text = entry.includes('://') ? entry : `http://${entry}`;
  if (entry.includes('*') || !URL.canParse(text)) return false;
  const url = new URL(text);
  if (!/^https?:$/.test(url.protocol) || url.username || url.password || url.search || url.hash) return false;
  return entry.includes('://') || url.host === entry.toLowerCase();
}

function readRule(entry: string): (url: URL) => boolean {
  if (!entry.includes('://')) return (url) => url.host === entry.toLowerCase();
  const { origin, pathname } = new URL(entry);
  const folder = pathname.endsWith('/') ? pathname : `${pathname}/`;
  return (url) => url.origin === origin && (url.pathname === pathname || url.pathname.startsWith(folder));
}
