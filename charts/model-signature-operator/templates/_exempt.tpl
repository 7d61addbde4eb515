{{- /* SPDX-License-Identifier: Apache-2.0 */ -}}
{{- /* The exempt namespaces as JSON, without the release's own, which operator and webhook know from OMS_NAMESPACE. */ -}}
{{- define "exemptNamespaces" -}}
{{ prepend (.Values.exemptNamespaces | default list | compact) "kube-system" | uniq | toJson }}
{{- end -}}
