// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A volume that may hold a model and that cannot be verified.
 *
 * @param kind what it is
 * @param volumeName name of the pod's volume
 * @param containers names of the containers that mount it, init and ephemeral ones included
 */
record OtherSource(Kind kind, String volumeName, List<String> containers) {
  OtherSource {
    containers = List.copyOf(containers);
  }

  /** For people. */
  String subject() {
    return (containers.isEmpty() ? "" : "container " + String.join(", ", containers) + ", ")
        + "volume "
        + volumeName;
  }

  /** Kinds of sources that cannot be verified, each with its rule in a policy. */
  enum Kind {
    /** An OCI image mounted as a volume. */
    IMAGE("image volume", "image"),
    /** A directory of the node. */
    HOST_PATH("hostPath volume", "hostPath"),
    /** NFS mounted by the pod itself. */
    NFS("NFS volume", "nfs"),
    /** A CSI volume without a claim. */
    INLINE_CSI("inline CSI volume", "inlineCSI"),
    /** A claim that is created with the pod, so it is empty or its content is unknown. */
    EPHEMERAL_CLAIM("ephemeral claim", "ephemeralClaim"),
    /** An emptyDir that one container fills and another loads a model from. */
    INIT_DOWNLOADED("emptyDir filled by another container", "initDownloaded"),
    /** Any other kind that Kubernetes can mount. */
    OTHER("volume of another kind", "other");

    private final String text;
    private final String field;

    Kind(String text, String field) {
      this.text = text;
      this.field = field;
    }

    /** For people. */
    String text() {
      return text;
    }

    /** The field of the policy that allows or denies it. */
    String field() {
      return "unverifiable." + field;
    }

    /** Whether the rules deny it; absent rules do. */
    boolean denied(@Nullable UnverifiableRules rules) {
      return rules == null || rule(rules) != Unverifiable.Allow;
    }

    private @Nullable Unverifiable rule(UnverifiableRules rules) {
      return switch (this) {
        case IMAGE -> rules.image;
        case HOST_PATH -> rules.hostPath;
        case NFS -> rules.nfs;
        case INLINE_CSI -> rules.inlineCSI;
        case EPHEMERAL_CLAIM -> rules.ephemeralClaim;
        case INIT_DOWNLOADED -> rules.initDownloaded;
        case OTHER -> rules.other;
      };
    }
  }
}
