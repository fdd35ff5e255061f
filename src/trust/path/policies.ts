import type { ParsedCertificate } from './certificate.ts';
import { ANY_POLICY } from './oids.ts';

/** Initial settings of RFC 5280 section 6.1.1 (c) to (g); absent means any policy and nothing required. */
export interface PolicySettings {
  readonly initialPolicySet?: readonly string[];
  readonly initialExplicitPolicy?: boolean;
  readonly initialPolicyMappingInhibit?: boolean;
  readonly initialInhibitAnyPolicy?: boolean;
}

/** A policy that holds at one depth. Nodes of one depth have different policies (RFC 9618). */
interface Node {
  readonly policy: string;
  expected: Set<string>;
  readonly parents: Set<Node>;
}

/** More policies than this at one depth are no honest certificate's; the graph stays small whatever is sent. */
const MOST_NODES = 256;

/**
 * Certificate policies along a path: RFC 5280 section 6.1.3 (d) to (f), 6.1.4 (a), (b), (h) to (j) and 6.1.5 (a), (b),
 * (g), with the graph of RFC 9618 in place of the tree, whose size an attacker chooses.
 */
export function openPolicies(settings: PolicySettings, pathLength: number) {
  const unlimited = pathLength + 1;
  let explicit = settings.initialExplicitPolicy ? 0 : unlimited;
  let mapping = settings.initialPolicyMappingInhibit ? 0 : unlimited;
  let inhibitAny = settings.initialInhibitAnyPolicy ? 0 : unlimited;
  const root: Node = { policy: ANY_POLICY, expected: new Set([ANY_POLICY]), parents: new Set() };
  /** Depths 0 to the current one; null is the RFC's NULL graph. */
  let graph: Node[][] | null = [[root]];

  /** Section 6.1.3 (d) to (f). False when an explicit policy was required and none is left. */
  function enter(certificate: ParsedCertificate, last: boolean): boolean {
    const { policies } = certificate.extensions;
    if (policies === null || policies.length > MOST_NODES) graph = null;
    if (graph && policies) {
      const anyCounts = inhibitAny > 0 || (!last && certificate.selfIssued);
      graph = prune([...graph, descend(graph.at(-1)!, policies, anyCounts)]);
    }
    return explicit > 0 || graph !== null;
  }

  /** Section 6.1.4 (a), (b), (h) to (j), for a CA certificate. False when anyPolicy is mapped. */
  function leave({ extensions, selfIssued }: ParsedCertificate): boolean {
    const { policyMappings, policyConstraints, inhibitAnyPolicy } = extensions;
    if (policyMappings.some((one) => one.issuer === ANY_POLICY || one.subject === ANY_POLICY)) return false;
    if (graph && policyMappings.length > 0) graph = prune(map(graph, policyMappings, mapping > 0));
    if (!selfIssued) {
      explicit = Math.max(0, explicit - 1);
      mapping = Math.max(0, mapping - 1);
      inhibitAny = Math.max(0, inhibitAny - 1);
    }
    explicit = Math.min(explicit, policyConstraints.requireExplicit ?? explicit);
    mapping = Math.min(mapping, policyConstraints.inhibitMapping ?? mapping);
    inhibitAny = Math.min(inhibitAny, inhibitAnyPolicy ?? inhibitAny);
    return true;
  }

  /** Section 6.1.5 (a), (b), (g), for the end entity: whether the policies let the path pass. */
  function finish({ extensions }: ParsedCertificate): boolean {
    explicit = Math.max(0, explicit - 1);
    if (extensions.policyConstraints.requireExplicit === 0) explicit = 0;
    if (explicit > 0) return true;
    if (!graph) return false;
    const wanted = settings.initialPolicySet ?? [ANY_POLICY];
    if (wanted.includes(ANY_POLICY)) return true;
    if (graph.at(-1)!.some(({ policy }) => policy === ANY_POLICY)) return true;
    // What the authorities agreed on under the anchor's own names: children of anyPolicy (RFC 9618).
    const constrained = graph.flat().filter((node) => [...node.parents].some(({ policy }) => policy === ANY_POLICY));
    return constrained.some(({ policy }) => wanted.includes(policy));
  }

  return { enter, leave, finish };
}

/** Section 6.1.3 (d) (1) and (2). */
function descend(above: readonly Node[], policies: readonly string[], anyCounts: boolean): Node[] {
  const any = above.find(({ policy }) => policy === ANY_POLICY);
  const made: Node[] = [];
  const add = (policy: string, parents: Iterable<Node>): void => {
    made.push({ policy, expected: new Set([policy]), parents: new Set(parents) });
  };
  for (const policy of policies) {
    if (policy === ANY_POLICY) continue;
    const parents = above.filter(({ expected }) => expected.has(policy));
    if (parents.length > 0) add(policy, parents);
    else if (any) add(policy, [any]);
  }
  if (policies.includes(ANY_POLICY) && anyCounts) {
    const taken = new Set(made.map(({ policy }) => policy));
    const open = new Set(above.flatMap(({ expected }) => [...expected]).filter((policy) => !taken.has(policy)));
    for (const policy of open) {
      add(
        policy,
        above.filter(({ expected }) => expected.has(policy)),
      );
    }
  }
  return made;
}

/** Section 6.1.4 (b) (1) and (2). */
function map(
  graph: readonly Node[][],
  mappings: readonly { issuer: string; subject: string }[],
  allowed: boolean,
): Node[][] {
  const targets = new Map<string, Set<string>>();
  for (const { issuer, subject } of mappings) targets.set(issuer, (targets.get(issuer) ?? new Set()).add(subject));
  const depth = graph.at(-1)!;
  if (!allowed) return [...graph.slice(0, -1), depth.filter(({ policy }) => !targets.has(policy))];
  const any = depth.find(({ policy }) => policy === ANY_POLICY);
  const grown = [...depth];
  for (const [policy, expected] of targets) {
    const node = depth.find((one) => one.policy === policy);
    if (node) node.expected = expected;
    else if (any) grown.push({ policy, expected, parents: new Set(any.parents) });
  }
  return [...graph.slice(0, -1), grown];
}

/** Removes nodes without children, from the depth above the last one upwards (section 6.1.3 (d) (3)). */
function prune(graph: readonly Node[][]): Node[][] | null {
  const kept = [...graph];
  for (let depth = kept.length - 2; depth >= 0; depth--) {
    const parents = new Set(kept[depth + 1]!.flatMap((node) => [...node.parents]));
    kept[depth] = kept[depth]!.filter((node) => parents.has(node));
  }
  return kept[0]!.length === 0 || kept.at(-1)!.length === 0 ? null : kept;
}
