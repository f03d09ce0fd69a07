/** A pointer into a standard, always with its edition: the numbers move between editions. */
export interface Reference {
  readonly standard: 'pss' | 'cis' | 'nsa' | 'nist-800-190' | 'owasp-k10' | 'attack' | 'ms-threat-matrix' | 'kubescape';
  readonly edition: string;
  readonly id: string;
}

const reference = (standard: Reference['standard'], edition: string, id: string): Reference => ({ standard, edition, id });

/** A level of the Kubernetes Pod Security Standards. Which minor means what is in the control's revisions. */
export const pss = (level: 'baseline' | 'restricted'): Reference => reference('pss', 'kubernetes', level);
/** A recommendation of the CIS Kubernetes Benchmark, by the benchmark's edition: `cis('1.12', '5.2.6')`. */
export const cis = (edition: '1.10' | '1.11' | '1.12', id: string): Reference => reference('cis', edition, id);
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
