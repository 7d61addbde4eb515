// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import java.util.Arrays;
import java.util.Optional;

/**
 * What a Fulcio certificate says about its signer besides issuer and subject: extensions below
 * 1.3.6.1.4.1.57264.1, and the parts of a Kubernetes service account's name.
 */
public enum IdentityClaim {
  /** Namespace of a Kubernetes service account, from the subject. */
  KUBERNETES_NAMESPACE("kubernetes-namespace", 0),
  /** Name of a Kubernetes service account, from the subject. */
  KUBERNETES_SERVICE_ACCOUNT("kubernetes-service-account", 0),
  /** GitHub's event, by the older extension. */
  GITHUB_WORKFLOW_TRIGGER("github-workflow-trigger", 2),
  /** Commit, by the older extension. */
  GITHUB_WORKFLOW_SHA("github-workflow-sha", 3),
  /** Name of the workflow, by the older extension. */
  GITHUB_WORKFLOW_NAME("github-workflow-name", 4),
  /** Repository as OWNER/NAME, by the older extension. */
  GITHUB_WORKFLOW_REPOSITORY("github-workflow-repository", 5),
  /** Git reference, by the older extension. */
  GITHUB_WORKFLOW_REF("github-workflow-ref", 6),
  /** The build instructions that made the signature, with their version. */
  BUILD_SIGNER_URI("build-signer-uri", 9),
  /** Their digest. */
  BUILD_SIGNER_DIGEST("build-signer-digest", 10),
  /** Whether the machine was the platform's own. */
  RUNNER_ENVIRONMENT("runner-environment", 11),
  /** The repository the build was made of. */
  SOURCE_REPOSITORY_URI("source-repository-uri", 12),
  /** Its commit. */
  SOURCE_REPOSITORY_DIGEST("source-repository-digest", 13),
  /** Its Git reference. */
  SOURCE_REPOSITORY_REF("source-repository-ref", 14),
  /** Its number, which outlives renaming. */
  SOURCE_REPOSITORY_ID("source-repository-id", 15),
  /** Its owner. */
  SOURCE_REPOSITORY_OWNER_URI("source-repository-owner-uri", 16),
  /** Its owner's number. */
  SOURCE_REPOSITORY_OWNER_ID("source-repository-owner-id", 17),
  /** The top-level build instructions. */
  BUILD_CONFIG_URI("build-config-uri", 18),
  /** Their digest. */
  BUILD_CONFIG_DIGEST("build-config-digest", 19),
  /** What started the build. */
  BUILD_TRIGGER("build-trigger", 20),
  /** The one run. */
  RUN_INVOCATION_URI("run-invocation-uri", 21),
  /** Public or private. */
  SOURCE_REPOSITORY_VISIBILITY("source-repository-visibility", 22);

  static final String FULCIO = "1.3.6.1.4.1.57264.1.";

  private final String text;
  private final int extension;

  IdentityClaim(String text, int extension) {
    this.text = text;
    this.extension = extension;
  }

  /** The claim of this name, such as {@code source-repository-uri}. */
  public static Optional<IdentityClaim> named(String text) {
    return Arrays.stream(values()).filter(claim -> claim.text.equals(text)).findFirst();
  }

  /** Its name in options and reports. */
  public String text() {
    return text;
  }

  /** The last number of its extension's object identifier; 0 for what is part of the subject. */
  int extension() {
    return extension;
  }
}
