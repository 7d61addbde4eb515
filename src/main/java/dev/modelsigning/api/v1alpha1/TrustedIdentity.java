// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.Map;

/** Whose keyless signatures count: always restricted by identity provider and by signer. */
@JsonInclude(JsonInclude.Include.NON_NULL)
@ValidationRule(
    value = "has(self.issuer) != has(self.issuerRegExp)",
    message =
        "keyless must have exactly one of issuer, issuerRegExp, such as {issuer: 'https://token.actions.githubusercontent.com'}: keep one and remove the other")
@ValidationRule(
    value = "has(self.subject) != has(self.subjectRegExp)",
    message =
        "keyless must have exactly one of subject, subjectRegExp, such as {subject: release@example.com}: keep one and remove the other")
@ValidationRule(
    value = CelRules.WHOLE_ISSUER,
    fieldPath = ".issuer",
    message = CelRules.WHOLE_TEXT_MESSAGE)
@ValidationRule(
    value = CelRules.WHOLE_SUBJECT,
    fieldPath = ".subject",
    message = CelRules.WHOLE_TEXT_MESSAGE)
@ValidationRule(
    value = CelRules.NO_PRIVATE_KEY_IN_IDENTITY,
    message = CelRules.NO_PRIVATE_KEY_MESSAGE)
public final class TrustedIdentity {
  @JsonPropertyDescription(
      """
      The identity provider that issued the signer's token, compared as a whole. 1 to 2048
      characters. Exactly one of issuer and issuerRegExp is set. Example:
      https://token.actions.githubusercontent.com.
      """)
  @Size(min = 1, max = CelRules.IDENTITY_LENGTH)
  public String issuer;

  @JsonPropertyDescription(
      """
      A regular expression (RE2) that must match the whole identity provider. 1 to 2048 characters.
      It must include the host: an expression that matches any URL is refused. Example:
      https://oidc\\.eks\\.[a-z0-9-]+\\.amazonaws\\.com/id/0123456789ABCDEF.
      """)
  @Size(min = 1, max = CelRules.IDENTITY_LENGTH)
  @ValidationRule(value = CelRules.NOT_ANYONE, message = CelRules.NOT_ANYONE_MESSAGE)
  public String issuerRegExp;

  @JsonPropertyDescription(
      """
      The signer, compared as a whole: an e-mail address or a URI. 1 to 2048 characters. Exactly
      one of subject and subjectRegExp is set. Example: release@example.com.
      """)
  @Size(min = 1, max = CelRules.IDENTITY_LENGTH)
  public String subject;

  @JsonPropertyDescription(
      """
      A regular expression (RE2) that must match the whole signer. 1 to 2048 characters. It must
      include the host or domain: an expression that matches any address or URL is refused.
      Example: https://github\\.com/example/models/\\.github/workflows/release\\.yml@refs/tags/v.*.
      """)
  @Size(min = 1, max = CelRules.IDENTITY_LENGTH)
  @ValidationRule(value = CelRules.NOT_ANYONE, message = CelRules.NOT_ANYONE_MESSAGE)
  public String subjectRegExp;

  @JsonPropertyDescription(
      """
      Further claims of the signer's token that the certificate must contain with exactly these
      values; all of them must match. At most 21, with values of 1 to 2048 characters. For tokens of
      Kubernetes: kubernetes-namespace, kubernetes-service-account. For builds, such as those of
      GitHub and GitLab: build-signer-uri, build-signer-digest, runner-environment,
      source-repository-uri, source-repository-digest, source-repository-ref,
      source-repository-id, source-repository-owner-uri, source-repository-owner-id,
      build-config-uri, build-config-digest, build-trigger, run-invocation-uri,
      source-repository-visibility; and in older certificates of GitHub: github-workflow-trigger,
      github-workflow-sha, github-workflow-name, github-workflow-repository, github-workflow-ref.
      Default: none. Example: {source-repository-uri: 'https://github.com/example/models'}.
      """)
  @ValidationRule(value = CelRules.CLAIM_NAMES, message = CelRules.CLAIM_NAMES_MESSAGE)
  @ValidationRule(
      value = "self.all(k, self[k].size() > 0)",
      message =
          "claims must have values: write the value that the claim must have, such as {kubernetes-namespace: release}, or remove the claim")
  public Map<String, String> claims;

  @JsonPropertyDescription(
      """
      The Sigstore instance that certifies the signers, as a ModelTrustRoot. Default: Sigstore's
      public good instance, with the trusted root that ships with this release, which is not
      refreshed; name a ModelTrustRoot with publicGood.mirror to have it refreshed.
      """)
  public TrustRootReference trustRootRef;
}
