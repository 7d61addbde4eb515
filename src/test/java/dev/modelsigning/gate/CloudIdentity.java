// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.gate;

import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What clouds add to every container of a pod whose service account has an identity there. */
enum CloudIdentity {
  IAM_ROLE(
      "/var/run/secrets/eks.amazonaws.com/serviceaccount",
      "AWS_STS_REGIONAL_ENDPOINTS",
      "AWS_DEFAULT_REGION",
      "AWS_REGION",
      "AWS_ROLE_ARN",
      "AWS_WEB_IDENTITY_TOKEN_FILE"),
  EKS_POD_IDENTITY(
      "/var/run/secrets/pods.eks.amazonaws.com/serviceaccount",
      "AWS_STS_REGIONAL_ENDPOINTS",
      "AWS_DEFAULT_REGION",
      "AWS_REGION",
      "AWS_CONTAINER_CREDENTIALS_FULL_URI",
      "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"),
  AZURE_WORKLOAD_IDENTITY(
      "/var/run/secrets/azure/tokens",
      "AZURE_CLIENT_ID",
      "AZURE_TENANT_ID",
      "AZURE_FEDERATED_TOKEN_FILE",
      "AZURE_AUTHORITY_HOST");

  static final String TOKEN =
      "{sources: [{serviceAccountToken: {audience: cloud, expirationSeconds: 86400, path: token}}]}";

  private final String path;
  private final String variables;

  CloudIdentity(String path, String... variables) {
    this.path = path;
    this.variables =
        Stream.of(variables)
            .map(name -> "{name: " + name + ", value: x}")
            .collect(Collectors.joining(", "));
  }

  /** A pod whose gate, which is told by its arguments, got what the cloud adds. */
  String to(String pod, String gateArguments) {
    return pod.replace(gateArguments, gateArguments + "\n  env: [" + variables + "]")
        .replace(
            WaysAroundAGate.TRUST_MOUNT,
            WaysAroundAGate.TRUST_MOUNT
                + "\n  - {name: cloud, mountPath: "
                + path
                + ", readOnly: true}")
        .replace("volumes:\n", "volumes:\n- {name: cloud, projected: " + TOKEN + "}\n");
  }
}
