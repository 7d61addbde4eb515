// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust;

import dev.modelsigning.trust.sigstore.TextRule;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/**
 * A digest over everything that decides what an authority accepts, except its name. Every part is
 * hashed with its length, so that no two lists of parts give the same bytes.
 */
final class AuthorityDigest {
  /**
   * Part of every digest. Raise it when the checks of an authority become stricter: signatures that
   * an earlier version authenticated are then judged again before anything relies on them.
   */
  private static final String RULES = "oms-authority/v1";

  private final MessageDigest sha256;

  private AuthorityDigest() {
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** A digest that begins with the method of the authority. */
  static AuthorityDigest of(String method) {
    return new AuthorityDigest().text(RULES).text(method);
  }

  /** The digest of a certificate authority; the order of certificates and names decides nothing. */
  static String ofCertificates(
      Set<X509Certificate> trusted, AllowedNames allowed, List<String> timestampAuthorities) {
    List<byte[]> encoded = new ArrayList<>();
    try {
      for (X509Certificate certificate : trusted) {
        encoded.add(certificate.getEncoded());
      }
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read can be encoded", e);
    }
    AuthorityDigest digest =
        of(SignerFacts.CERTIFICATE)
            .set(encoded)
            .set(bytes(allowed.exact().stream().map(TextRule::text).toList()))
            .set(bytes(timestampAuthorities));
    List<String> expressions = allowed.expressions().stream().map(TextRule::text).toList();
    return (expressions.isEmpty() ? digest : digest.set(bytes(expressions))).value();
  }

  /** The digest of an authority that accepts older bundles as well. */
  static String withLegacyBundles(String digest) {
    return of("and bundles before OMS 1.0").text(digest).value();
  }

  static List<byte[]> bytes(List<String> texts) {
    return texts.stream().map(text -> text.getBytes(StandardCharsets.UTF_8)).toList();
  }

  AuthorityDigest bytes(byte[] part) {
    sha256.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    sha256.update(part);
    return this;
  }

  AuthorityDigest text(String part) {
    return bytes(part.getBytes(StandardCharsets.UTF_8));
  }

  /** Parts whose order decides nothing. */
  AuthorityDigest set(Collection<byte[]> parts) {
    List<String> sorted =
        parts.stream().map(part -> HexFormat.of().formatHex(part)).distinct().sorted().toList();
    text(Integer.toString(sorted.size()));
    sorted.forEach(this::text);
    return this;
  }

  /** {@code sha256:} and 64 hexadecimal digits. */
  String value() {
    return "sha256:" + HexFormat.of().formatHex(sha256.digest());
  }
}
