// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.controller.signing;

import dev.modelsigning.api.v1alpha1.ApiGroup;
import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.KeyText;
import dev.modelsigning.pki.Wanted;
import dev.modelsigning.signing.CertificateSigner;
import dev.modelsigning.signing.KeyPassword;
import dev.modelsigning.signing.KeySigner;
import dev.modelsigning.signing.ModelSigner;
import dev.modelsigning.signing.SigningException;
import io.fabric8.kubernetes.api.model.Secret;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * A signer kept in a Secret of the operator's namespace: {@code private.key}, optionally {@code
 * password}, and with a certificate {@code tls.crt} and {@code chain.crt}. A Secret of type TLS, as
 * cert-manager writes it, is read too: {@code tls.key}, {@code tls.crt} with its chain, and {@code
 * ca.crt}.
 *
 * <p>Whoever manages that namespace has to set two things before a Secret signs: the label {@value
 * ApiGroup#SIGNER_LABEL}{@code =true}, and for the jobs of tenants the annotation {@value
 * ApiGroup#SIGNER_NAMESPACES_ANNOTATION}.
 */
final class SignerSecret {
  private static final String KEY = "private.key";
  private static final String PASSWORD = "password";
  private static final String CERTIFICATE = "tls.crt";
  private static final String CHAIN = "chain.crt";
  private static final String TLS_KEY = "tls.key";
  private static final String AUTHORITY = "ca.crt";
  private static final String ANY_NAMESPACE = "*";
  private static final int NAMED = 8;

  private final Secret secret;

  SignerSecret(Secret secret) {
    this.secret = secret;
  }

  boolean isSigner() {
    return "true".equals(orEmpty(secret.getMetadata().getLabels()).get(ApiGroup.SIGNER_LABEL));
  }

  /** Whether jobs that tenants create in this namespace may use it. */
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
        keyPem()
            .orElseThrow(
                () ->
                    new SigningException(
                        "Secret %s has neither %s nor %s%s; hint: put the private key there as PEM"
                            .formatted(name, KEY, TLS_KEY, others())));
    Optional<byte[]> password = bytes(PASSWORD);
    KeySigner key =
        KeySigner.ofPem(
            keyPem,
            password.isPresent() ? Optional.of(KeyPassword.of(password.get())) : Optional.empty());
    Optional<String> certificate = pem(CERTIFICATE, Wanted.CERTIFICATE);
    ModelSigner signer = key;
    if (certificate.isPresent()) {
      String chain =
          pem(CHAIN, Wanted.CERTIFICATE).orElse("")
              + "\n"
              + pem(AUTHORITY, Wanted.CERTIFICATE).orElse("");
      signer = CertificateSigner.of(key.key(), certificate.get(), chain).usableAt(now);
    }
    return new Signer(signer, KeyHint.of(key.publicKey()));
  }

  /** What other tools write (cosign.key, ssh-privatekey), for whoever took it for this layout. */
  private String others() {
    String names =
        orEmpty(secret.getData()).keySet().stream()
            .sorted()
            .limit(NAMED)
            .collect(Collectors.joining(", "));
    return names.isEmpty() ? ", and no data" : ", but " + names;
  }

  /** The entry of this project's own layout comes before that of Secrets of type TLS. */
  private Optional<String> keyPem() throws SigningException {
    Optional<String> own = pem(KEY, Wanted.PRIVATE_KEY);
    return own.isPresent() ? own : pem(TLS_KEY, Wanted.PRIVATE_KEY);
  }

  private Optional<String> pem(String entry, Wanted wanted) throws SigningException {
    Optional<byte[]> content = bytes(entry);
    if (content.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(KeyText.pem(content.get(), wanted));
    } catch (KeyMaterialException e) {
      throw new SigningException(entry + " of the Secret", e.problem(), e);
    }
  }

  private Optional<byte[]> bytes(String entry) throws SigningException {
    String value = orEmpty(secret.getData()).get(entry);
    if (value == null || value.isEmpty()) {
      return Optional.empty();
    }
    try {
      return Optional.of(Base64.getDecoder().decode(value));
    } catch (IllegalArgumentException e) {
      throw new SigningException(
          entry + " of the Secret is not valid base64; hint: write it again", e);
    }
  }

  private static Map<String, String> orEmpty(Map<String, String> map) {
    return Objects.requireNonNullElse(map, Map.of());
  }
}
