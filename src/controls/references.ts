/** A pointer into a standard, always with its edition: the numbers move between editions. */
export interface Reference {
  readonly standard: 'pss' | 'cis' | 'cis-eks' | 'cis-gke' | 'cis-aks' | 'nsa' | 'nist-800-190' | 'owasp-k10' | 'attack' | 'ms-threat-matrix' | 'kubescape';
  readonly edition: string;
  readonly id: string;
}

const reference = (standard: Reference['standard'], edition: string, id: string): Reference => ({ standard, edition, id });

/** A level of the Kubernetes Pod Security Standards. Which minor means what is in the control's revisions. */
export const pss = (level: 'baseline' | 'restricted'): Reference => reference('pss', 'kubernetes', level);
/** A recommendation of the CIS Kubernetes Benchmark, by the benchmark's edition: `cis('1.12', '5.2.6')`. */
export const cis = (edition: CisEdition, id: string): Reference => reference('cis', edition, id);
/** Editions of the CIS Kubernetes Benchmark. */
export type CisEdition = '1.10' | '1.11' | '1.12';
/** A recommendation that has the same number in several editions: `...cisIn(['1.10', '1.11', '1.12'], '5.2.2')`. */
export const cisIn = (editions: readonly CisEdition[], id: string): readonly Reference[] => editions.map((edition) => cis(edition, id));
/** The editions of the benchmark that the catalogue knows. */
export const cisEditions: readonly CisEdition[] = ['1.12', '1.11', '1.10'];
/** A recommendation of the CIS Amazon EKS Benchmark 1.8.0. */
export const cisEks = (id: string): Reference => reference('cis-eks', '1.8.0', id);
/** A recommendation of the CIS Google GKE Benchmark 1.9.0. */
export const cisGke = (id: string): Reference => reference('cis-gke', '1.9.0', id);
/** A recommendation of the CIS Azure AKS Benchmark 1.8. */
export const cisAks = (id: string): Reference => reference('cis-aks', '1.8', id);
/** A section of the NSA/CISA Kubernetes Hardening Guide 1.2, in the short codes of this catalogue (`P1` non-root, `N2` network policies). */
export const nsa = (id: string): Reference => reference('nsa', '1.2', id);
/** A section of NIST SP 800-190, Application Container Security Guide. */
export const nist800190 = (id: string): Reference => reference('nist-800-190', '2017', id);
/** A risk of the OWASP Kubernetes Top Ten. */
export const owaspK10 = (edition: '2022' | '2025', id: string): Reference => reference('owasp-k10', edition, id);
/** A technique of MITRE ATT&CK. */
export const attack = (id: `T${string}`): Reference => reference('attack', '17', id);
/** An entry of Microsoft's Threat Matrix for Kubernetes. */
export const threatMatrix = (id: `MS-${string}`): Reference => reference('ms-threat-matrix', '2024', id);
/** A control of Kubescape's library. */
export const kubescape = (id: `C-${string}`): Reference => reference('kubescape', '2026', id);
