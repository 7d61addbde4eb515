# SPDX-License-Identifier: Apache-2.0
"""Every path by kubectl and kustomize."""

import os

import resources as r

UPGRADED = """patches:
- target: {kind: ValidatingWebhookConfiguration}
  patch: |-
    - {op: add, path: /webhooks/0/namespaceSelector/matchExpressions/0/values/-, value: legacy}
- target: {kind: Deployment, name: model-signature-webhook}
  patch: |-
    - {op: replace, path: /spec/replicas, value: 3}
    - {op: replace, path: /spec/template/spec/containers/0/resources/requests/cpu, value: 50m}
- target: {kind: NetworkPolicy}
  patch: |-
    - {op: add, path: /spec/egress/0/ports/-, value: {port: 8443, protocol: TCP}}
"""


class KubectlPaths:
    def __init__(self, kube, pods, report, root, work, image):
        self.kube, self.pods, self.report = kube, pods, report
        self.prerequisites = str(root / "deploy" / "prerequisites")
        self.plain, self.upgraded = work / "plain", work / "upgraded"
        for folder, more in ((self.plain, ""), (self.upgraded, UPGRADED)):
            self.write(folder, root / "deploy", image, more)

    @staticmethod
    def write(folder, deploy, image, more):
        name, digest = image.split("@")
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "kustomization.yaml").write_text(
            "apiVersion: kustomize.config.k8s.io/v1beta1\nkind: Kustomization\n"
            f"resources: [{os.path.relpath(deploy, folder)}]\n"
            f"images: [{{name: {name}, newName: {name}, digest: '{digest}'}}]\n{more}")

    def apply(self, folder):
        self.kube.run("apply", "--server-side", "--force-conflicts", "-k", str(folder))

    def install(self):
        self.apply(self.prerequisites)
        self.apply(self.plain)
        self.kube.make_signer()
        self.kube.ready()
        return True, "operator and webhook are ready"

    def change(self, folder):
        self.apply(folder)
        return self.pods.as_enforced()

    def delete(self):
        self.kube.run("delete", "-k", str(self.plain), "--ignore-not-found")
        return self.kube.keeps_what_was_declared()

    def half_removed(self):
        self.kube.run("delete", "service,deployment", "-n", r.SYSTEM, "model-signature-webhook")
        return self.delete()

    def delete_everything(self):
        self.kube.run("delete", "-k", self.prerequisites)
        crds = [name for name in self.kube.run("get", "crds", "-o", "name").stdout.split() if "modelsigning" in name]
        return not crds and not self.kube.get("namespace", r.SYSTEM), f"CRDs left: {crds}"

    def tell(self):
        step, pods, kube = self.report.step, self.pods, self.kube
        enforced, removed = "all run but the bad one, which is refused", "every pod runs"
        kept = "nothing of ours is left but declarations and keys"
        if not step("kubectl apply -k", "ready", self.install):
            return
        step("policy and ModelSignatures by kubectl", "Verified and Rejected", pods.declare)
        step("after kubectl apply -k", enforced, pods.as_enforced)
        step("kubectl apply -k of other values", enforced, lambda: self.change(self.upgraded))
        step("kubectl apply -k of the former values", enforced, lambda: self.change(self.plain))
        step("kubectl delete -k", kept, self.delete)
        step("after kubectl delete -k", removed, pods.as_removed)
        step("kubectl apply -k once more", "ready", self.install)
        step("after kubectl apply -k once more", enforced, pods.as_enforced)
        step("the operator dies before kubectl", "gone", kube.operator_dies)
        step("kubectl delete -k without an operator", kept, self.delete)
        step("after kubectl delete -k without an operator", removed, pods.as_removed)
        step("kubectl apply -k after that", "ready", self.install)
        step("half removed, then kubectl delete -k", kept, self.half_removed)
        step("after that removal", removed, pods.as_removed)
        step("kubectl delete -k deploy/prerequisites", "no CRD and no namespace", self.delete_everything)
        step("after everything is deleted", removed, pods.as_removed)
