// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import java.util.Arrays;
import java.util.Optional;

/**
 * A token claim that a Fulcio certificate carries in addition to issuer and subject: extensions
 * below 1.3.6.1.4.1.57264.1, and the parts of the name of a Kubernetes service account.
 */
public enum IdentityClaim {
  /** The namespace of a Kubernetes service account, from the subject. */
  KUBERNETES_NAMESPACE("kubernetes-namespace", 0),
  /** The name of a Kubernetes service account, from the subject. */
  KUBERNETES_SERVICE_ACCOUNT("kubernetes-service-account", 0),
  /** The GitHub event, from the older extension. */
  GITHUB_WORKFLOW_TRIGGER("github-workflow-trigger", 2),
  /** The commit, from the older extension. */
  GITHUB_WORKFLOW_SHA("github-workflow-sha", 3),
  /** The name of the workflow, from the older extension. */
  GITHUB_WORKFLOW_NAME("github-workflow-name", 4),
  /** The repository as OWNER/NAME, from the older extension. */
  GITHUB_WORKFLOW_REPOSITORY("github-workflow-repository", 5),
  /** The Git reference, from the older extension. */
  GITHUB_WORKFLOW_REF("github-workflow-ref", 6),
  /** The build instructions that created the signature, with their version. */
  BUILD_SIGNER_URI("build-signer-uri", 9),
  /** Their digest. */
  BUILD_SIGNER_DIGEST("build-signer-digest", 10),
  /** Whether the platform hosts the runner. */
  RUNNER_ENVIRONMENT("runner-environment", 11),
  /** The source repository of the build. */
  SOURCE_REPOSITORY_URI("source-repository-uri", 12),
  /** Its commit. */
  SOURCE_REPOSITORY_DIGEST("source-repository-digest", 13),
  /** Its Git reference. */
  SOURCE_REPOSITORY_REF("source-repository-ref", 14),
  /** Its numeric identifier, which survives renaming. */
  SOURCE_REPOSITORY_ID("source-repository-id", 15),
  /** Its owner. */
  SOURCE_REPOSITORY_OWNER_URI("source-repository-owner-uri", 16),
  /** The numeric identifier of its owner. */
  SOURCE_REPOSITORY_OWNER_ID("source-repository-owner-id", 17),
  /** The top-level build instructions. */
  BUILD_CONFIG_URI("build-config-uri", 18),
  /** Their digest. */
  BUILD_CONFIG_DIGEST("build-config-digest", 19),
  /** The event that started the build. */
  BUILD_TRIGGER("build-trigger", 20),
  /** The run of the build. */
  RUN_INVOCATION_URI("run-invocation-uri", 21),
  /** Whether the repository is public or private. */
  SOURCE_REPOSITORY_VISIBILITY("source-repository-visibility", 22);

  static final String FULCIO = "1.3.6.1.4.1.57264.1.";

  private final String text;
  private final int extension;

  IdentityClaim(String text, int extension) {
    this.text = text;
    this.extension = extension;
  }

  /** The token claim with this name, such as {@code source-repository-uri}. */
  public static Optional<IdentityClaim> named(String text) {
    return Arrays.stream(values()).filter(claim -> claim.text.equals(text)).findFirst();
  }

  /** The name in options and reports. */
  public String text() {
    return text;
  }

  /** The last number of the extension's object identifier; 0 for a part of the subject. */
  int extension() {
    return extension;
  }
}
