/** The tools that exceptions can be written for. SARIF is a format of the report itself. Apart from the writers, so that naming them loads none. */
export const exportFormats = ['kyverno', 'trivy', 'checkov', 'kube-linter', 'kubescape'] as const;

export type ExportFormat = (typeof exportFormats)[number];
