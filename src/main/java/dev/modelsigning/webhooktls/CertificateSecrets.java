// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Certificate;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Reads and writes the two Secrets of a {@link CertificateState}: the serving one, which the
 * webhook's pods mount, and the authority's, which only the operator reads. No pod of the webhook
 * has the authority's key.
 */
final class CertificateSecrets {
  private static final String LEAF_CERTIFICATE = "tls.crt";
  private static final String LEAF_KEY = "tls.key";
  private static final String TRUSTED = "ca.crt";
  private static final String CURRENT_CERTIFICATE = "current.crt";
  private static final String CURRENT_KEY = "current.key";
  private static final String NEXT_CERTIFICATE = "next.crt";
  private static final String NEXT_KEY = "next.key";
  private static final String PREVIOUS = "previous.crt";

  private static final Map<String, String> LABELS =
      Map.of(
          "app.kubernetes.io/name", "model-signature-operator",
          "app.kubernetes.io/component", "webhook",
          "app.kubernetes.io/managed-by", "model-signature-operator");

  private CertificateSecrets() {}

  static CertificateState read(Optional<Secret> authority, Optional<Secret> serving) {
    return new CertificateState(
        pair(authority, CURRENT_CERTIFICATE, CURRENT_KEY),
        pair(authority, NEXT_CERTIFICATE, NEXT_KEY),
        certificates(authority, PREVIOUS),
        pair(serving, LEAF_CERTIFICATE, LEAF_KEY),
        certificates(serving, TRUSTED));
  }

  /** The authority's Secret; type and resource version of an existing one are kept. */
  static Secret authority(
      CertificateState state, Optional<Secret> existing, String namespace, String name) {
    Map<String, String> data = new LinkedHashMap<>();
    state.current().ifPresent(pair -> put(data, CURRENT_CERTIFICATE, CURRENT_KEY, pair));
    state.next().ifPresent(pair -> put(data, NEXT_CERTIFICATE, NEXT_KEY, pair));
    if (!state.previous().isEmpty()) {
      data.put(PREVIOUS, encode(Pem.of(state.previous())));
    }
    return secret(existing, namespace, name, "Opaque", data);
  }

  /** The serving Secret, with the entries that cert-manager uses. */
  static Secret serving(
      CertificateState state, Optional<Secret> existing, String namespace, String name) {
    Map<String, String> data = new LinkedHashMap<>();
    state.leaf().ifPresent(pair -> put(data, LEAF_CERTIFICATE, LEAF_KEY, pair));
    data.put(TRUSTED, caBundle(state));
    return secret(existing, namespace, name, "kubernetes.io/tls", data);
  }

  /** The caBundle as the API stores it: base64 of the PEM certificates. */
  static String caBundle(CertificateState state) {
    return encode(Pem.of(state.trusted()));
  }

  /** Whether writing {@code wanted} would leave the data as it is. */
  static boolean sameData(Optional<Secret> existing, Secret wanted) {
    return existing.map(Secret::getData).filter(wanted.getData()::equals).isPresent();
  }

  private static Secret secret(
      Optional<Secret> existing,
      String namespace,
      String name,
      String type,
      Map<String, String> data) {
    SecretBuilder builder =
        existing
            .map(SecretBuilder::new)
            .orElseGet(() -> new SecretBuilder().withType(type).withNewMetadata().endMetadata());
    return builder
        .editMetadata()
        .withNamespace(namespace)
        .withName(name)
        .addToLabels(LABELS)
        .endMetadata()
        .withData(data)
        .build();
  }

  private static void put(
      Map<String, String> data, String certificate, String key, CertifiedKey pair) {
    data.put(certificate, encode(Pem.of(pair.certificate())));
    data.put(key, encode(Pem.of(pair.key())));
  }

  private static Optional<CertifiedKey> pair(
      Optional<Secret> secret, String certificate, String key) {
    return CertifiedKey.parse(text(secret, certificate), text(secret, key));
  }

  private static List<X509Certificate> certificates(Optional<Secret> secret, String entry) {
    return text(secret, entry).map(Pem::certificates).orElse(List.of());
  }

  private static Optional<String> text(Optional<Secret> secret, String entry) {
    return secret
        .map(Secret::getData)
        .map(data -> data.get(entry))
        .flatMap(
            value -> {
              try {
                return Optional.of(
                    new String(Base64.getDecoder().decode(value), StandardCharsets.US_ASCII));
              } catch (IllegalArgumentException damaged) {
                return Optional.empty();
              }
            });
  }

  private static String encode(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.US_ASCII));
  }
}
