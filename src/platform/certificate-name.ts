/** Who a certificate is of, out of its subject: `CN=Sở Nội vụ, O=…`. A subject without a common name stays as it is. */
export function commonNameOf(subject: string): string {
  const found = /(?:^|[,+]\s*)CN=((?:\\.|[^,+\\])+)/.exec(subject)?.[1];
  return found?.replace(/\\(.)/g, '$1') ?? subject;
}
