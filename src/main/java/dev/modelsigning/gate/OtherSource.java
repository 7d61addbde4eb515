// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import dev.modelsigning.api.v1alpha1.DownloadRule;
import dev.modelsigning.api.v1alpha1.ModelcarRule;
import dev.modelsigning.api.v1alpha1.Unverifiable;
import dev.modelsigning.api.v1alpha1.UnverifiableRules;
import org.jspecify.annotations.Nullable;

/**
 * A source of models that cannot be verified.
 *
 * @param kind what it is
 * @param subject containers and volume, for people
 * @param volume name of the volume; empty when it is none
 */
record OtherSource(Kind kind, String subject, String volume) {
  /** A source that is no volume. */
  OtherSource(Kind kind, String subject) {
    this(kind, subject, "");
  }

  /** Kinds of sources that cannot be verified, each with its rule in a policy. */
  enum Kind {
    /** An OCI image mounted as a volume, that no ModelSignature covers. */
    IMAGE("image volume", "image"),
    /** A directory of the node. */
    HOST_PATH("hostPath volume", "hostPath"),
    /** NFS mounted by the pod itself. */
    NFS("NFS volume", "nfs"),
    /** A CSI volume without a claim. */
    INLINE_CSI("inline CSI volume", "inlineCSI"),
    /** A claim that is created with the pod, so it is empty or its content is unknown. */
    EPHEMERAL_CLAIM("ephemeral claim", "ephemeralClaim"),
    /** An emptyDir that one container may write and another one reads. */
    INIT_DOWNLOADED("emptyDir that containers share", "initDownloaded"),
    /** A ConfigMap, Secret, projected or downward API volume where servers look for models. */
    CONFIGURATION("configuration volume at a model path", "configuration"),
    /** Containers that see each other's files, because they share processes. */
    MODELCAR("containers that share processes", "modelcar"),
    /** A model that arguments or variables let a server download. */
    REMOTE_ARGUMENTS("arguments that name a download", "remoteArguments"),
    /** A path that is named as a model, and that no volume from outside of the container holds. */
    IMAGE_CONTENT("path that only the image or the container itself fills", "imageContent"),
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
      if (rules == null) {
        return true;
      }
      return switch (this) {
        case INIT_DOWNLOADED -> rules.initDownloaded != DownloadRule.Allow;
        case MODELCAR -> rules.modelcar != ModelcarRule.Allow;
        case IMAGE,
            HOST_PATH,
            NFS,
            INLINE_CSI,
            EPHEMERAL_CLAIM,
            CONFIGURATION,
            REMOTE_ARGUMENTS,
            IMAGE_CONTENT,
            OTHER ->
            rule(rules) != Unverifiable.Allow;
      };
    }

    private @Nullable Unverifiable rule(UnverifiableRules rules) {
      return switch (this) {
        case IMAGE -> rules.image;
        case HOST_PATH -> rules.hostPath;
        case NFS -> rules.nfs;
        case INLINE_CSI -> rules.inlineCSI;
        case EPHEMERAL_CLAIM -> rules.ephemeralClaim;
        case INIT_DOWNLOADED, MODELCAR -> null; // have types of their own
        case CONFIGURATION -> rules.configuration;
        case REMOTE_ARGUMENTS -> rules.remoteArguments;
        case IMAGE_CONTENT -> rules.imageContent;
        case OTHER -> rules.other;
      };
    }
  }
}
