# SPDX-License-Identifier: Apache-2.0
"""Images of workloads for which a policy makes the ModelSignatures. On a node made for the story only."""

import resources as r
from kube import wait_until

TEAM = "demo-discovered"
POLICY = "demo-discovered"
INSIDE = "models"
OPT_OUT = "modelsigning.dev/no-discovery"


class DiscoveredImages:
    """Three Deployments with a pinned image: one with a signature in the registry, one without, and one that opts out."""

    NAMES = ("signed", "unsigned", "opted-out")

    def __init__(self, story):
        self.story, self.kube = story, story.kube
        self.images = {}

    def begin(self, images):
        """Workloads before the policy: images are looked for when it comes, and once a minute later on."""
        self.images = images
        namespace = r.namespace(TEAM)
        namespace["metadata"]["labels"] = {"models": "discovered"}
        self.kube.apply(namespace)
        self.kube.apply(*(self._server(name, image) for name, image in self.images.items()))
        self.kube.apply(self._policy())

    def tell(self):
        step = self.story.report.step
        step("images that a policy discovers", "a ModelSignature, owned by its Deployment, for each but the one that opts out", self._found)
        step("the pod with the signed one", "Verified by what is attached to the image; running", self._served)
        step("the pods with the others", "refused: no signature; no ModelSignature", self._refused)

    def _server(self, name, image):
        server = r.image_server(self.story.volumes.reader, name, image, TEAM, INSIDE)
        if name == "opted-out":
            server["metadata"]["annotations"] = {OPT_OUT: ""}
        return server

    def _policy(self):
        policy = r.policy(self.story.authorities())
        policy["metadata"]["name"] = POLICY
        policy["spec"]["match"]["namespaceSelector"]["matchLabels"] = {"models": "discovered"}
        policy["spec"]["discovery"] = {"images": {"path": f"/{INSIDE}"}}
        return policy

    def _signatures(self):
        """By the Deployment that owns it: name and image of each ModelSignature that was made."""
        return {made["metadata"]["ownerReferences"][0]["name"]: (made["metadata"]["name"], made["spec"]["source"]["image"]["reference"])
                for made in self.kube.get("modelsignatures", namespace=TEAM)}

    def _found(self):
        wanted = {name: image for name, image in self.images.items() if name != "opted-out"}

        def made():
            found = self._signatures()
            return found if set(wanted) <= set(found) else None

        found = wait_until("the ModelSignatures to be made", 90, made, lambda: " ".join(self._signatures()))
        return {owner: image for owner, (_, image) in found.items()} == wanted, str(found)

    def _served(self):
        name, _ = self._signatures()["signed"]
        _, seen = self.story.verdict(name, "Verified", TEAM)
        measured = self.story.jobs_made(TEAM)
        self._rolled_out("signed")
        held, read = self.story.runs("signed", TEAM)
        return held and measured > 0, f"{seen}; {read}; measured by {measured} Jobs"

    def _refused(self):
        name, _ = self._signatures()["unsigned"]
        status, _ = self.story.verdict(name, "Unknown", TEAM)
        bare, other = self._refusal("unsigned"), self._refusal("opted-out")
        held = name in bare and "no ModelSignature names it" in other and status.get("reason") == "ReferrerNotFound"
        return held, f"unsigned: {bare}; opted out: {other}"

    def _rolled_out(self, name):
        self.story.restart(name, TEAM)

        def new():
            found = self.kube.get("deployment", name, TEAM)
            status = found["status"]
            return (status.get("observedGeneration") == found["metadata"]["generation"]
                    and status.get("updatedReplicas") == status.get("readyReplicas") == status.get("replicas") == 1)

        wait_until(f"the new pod of {name}", 90, new, lambda: self.story.denial(name, TEAM) or "")

    def _refusal(self, name):
        """Of a new pod; the one from before the policy stays."""
        self.story.restart(name, TEAM)
        return wait_until(f"the new pod of {name} to be refused", 60, lambda: self.story.denial(name, TEAM))
