// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import io.fabric8.kubernetes.api.model.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A signer kept in a Secret of the operator's namespace: {@code private.key}, optionally {@code
 * password}, and with a certificate {@code tls.crt} and {@code chain.crt}.
 *
 * <p>Two things have to be said by whoever manages that namespace before a Secret signs: the label
 * {@value ApiGroup#SIGNER_LABEL}{@code =true}, and for the jobs of tenants the annotation {@value
 * ApiGroup#SIGNER_NAMESPACES_ANNOTATION}.
 */
final class SignerSecret {
  private static final String KEY = "private.key";
  private static final String PASSWORD = "password";
  private static final String CERTIFICATE = "tls.crt";
  private static final String CHAIN = "chain.crt";
  private static final String ANY_NAMESPACE = "*";

  private final Secret secret;

  SignerSecret(Secret secret) {
    this.secret = secret;
  }

  boolean isSigner() {
    return "true".equals(orEmpty(secret.getMetadata().getLabels()).get(ApiGroup.SIGNER_LABEL));
  }

  /** Whether jobs that somebody makes in this namespace may use it. */
  boolean allows(String namespace) {
    String allowed =
        orEmpty(secret.getMetadata().getAnnotations())
            .getOrDefault(ApiGroup.SIGNER_NAMESPACES_ANNOTATION, "");
    return Arrays.stream(allowed.split(","))
        .map(String::strip)
        .filter(name -> !name.isEmpty())
        .anyMatch(name -> name.equals(namespace) || name.equals(ANY_NAMESPACE));
  }

  /**
   * Reads key and certificate.
   *
   * @throws SigningException when they are absent, damaged, do not belong together, or the
   *     certificate is not valid now or not for signing: a signature made with it would be refused
   */
  Signer open(Instant now) throws SigningException {
    String name = secret.getMetadata().getName();
    String keyPem =
        text(KEY)
            .orElseThrow(
                () ->
                    new SigningException(
                        "Secret %s has no %s: put the private key there as PEM"
                            .formatted(name, KEY)));
    Optional<char[]> password = text(PASSWORD).map(value -> value.strip().toCharArray());
    KeySigner key = KeySigner.ofPem(keyPem, password);
    Optional<String> certificate = text(CERTIFICATE);
    ModelSigner signer = key;
    if (certificate.isPresent()) {
      signer =
          CertificateSigner.of(keyPem, password, certificate.get(), text(CHAIN).orElse(""))
              .usableAt(now);
    }
    return new Signer(signer, KeyHint.of(key.publicKey()));
  }

  private Optional<String> text(String entry) throws SigningException {
    String value = orEmpty(secret.getData()).get(entry);
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(new String(Base64.getDecoder().decode(value), StandardCharsets.UTF_8));
    } catch (IllegalArgumentException e) {
      throw new SigningException(entry + " of the Secret is no base64", e);
    }
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }
}
