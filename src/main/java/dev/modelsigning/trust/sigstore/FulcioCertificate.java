// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Primitive;
import org.bouncycastle.asn1.ASN1String;

/** Reads the identity in a certificate that Fulcio issued. */
public final class FulcioCertificate {
  private static final int ISSUER = 1;
  private static final int ISSUER_DER = 8;

  /** Extensions up to this number contain plain UTF-8, later ones DER. */
  private static final int LAST_BARE = 6;

  private static final int EMAIL = 1;
  private static final int URI = 6;
  private static final String SERVICE_ACCOUNT = "https://kubernetes.io/namespaces/";

  private FulcioCertificate() {}

  /**
   * Reads the identity, without times.
   *
   * @throws CertificateParsingException if there is not exactly one, or an extension is invalid
   */
  public static SigstoreIdentity identity(X509Certificate leaf) throws CertificateParsingException {
    Map<IdentityClaim, String> claims = new EnumMap<>(IdentityClaim.class);
    for (IdentityClaim claim : IdentityClaim.values()) {
      if (claim.extension() > 0) {
        String value = extension(leaf, claim.extension());
        if (!value.isEmpty()) {
          claims.put(claim, value);
        }
      }
    }
    String subject = subject(leaf);
    addServiceAccount(subject, claims);
    return new SigstoreIdentity(issuer(leaf), subject, claims, List.of(), List.of());
  }

  private static String issuer(X509Certificate leaf) throws CertificateParsingException {
    String bare = extension(leaf, ISSUER);
    String der = extension(leaf, ISSUER_DER);
    if (bare.isEmpty() && der.isEmpty()) {
      throw new CertificateParsingException("it does not name the identity provider");
    }
    if (!bare.isEmpty() && !der.isEmpty() && !bare.equals(der)) {
      throw new CertificateParsingException("it names two different identity providers");
    }
    return der.isEmpty() ? bare : der;
  }

  private static String subject(X509Certificate leaf) throws CertificateParsingException {
    var names = leaf.getSubjectAlternativeNames();
    if (names == null || names.size() != 1) {
      throw new CertificateParsingException("it does not name exactly one signer");
    }
    List<?> only = names.iterator().next();
    int type = (Integer) only.getFirst();
    if ((type != EMAIL && type != URI) || !(only.get(1) instanceof String text)) {
      throw new CertificateParsingException(
          "it does not name the signer by an e-mail address or URI");
    }
    return text;
  }

  private static void addServiceAccount(String subject, Map<IdentityClaim, String> claims) {
    if (!subject.startsWith(SERVICE_ACCOUNT)) {
      return;
    }
    String[] parts = subject.substring(SERVICE_ACCOUNT.length()).split("/", -1);
    if (parts.length == 3
        && parts[1].equals("serviceaccounts")
        && !parts[0].isEmpty()
        && !parts[2].isEmpty()) {
      claims.put(IdentityClaim.KUBERNETES_NAMESPACE, parts[0]);
      claims.put(IdentityClaim.KUBERNETES_SERVICE_ACCOUNT, parts[2]);
    }
  }

  /** The text of an extension; empty if it is absent. */
  private static String extension(X509Certificate leaf, int number)
      throws CertificateParsingException {
    byte[] wrapped = leaf.getExtensionValue(IdentityClaim.FULCIO + number);
    if (wrapped == null) {
      return "";
    }
    try {
      byte[] content = ASN1OctetString.getInstance(wrapped).getOctets();
      if (number <= LAST_BARE) {
        return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content)).toString();
      }
      if (ASN1Primitive.fromByteArray(content) instanceof ASN1String text) {
        return text.getString();
      }
      throw new CertificateParsingException("extension %d is not text".formatted(number));
    } catch (CharacterCodingException e) {
      throw new CertificateParsingException("extension %d is not UTF-8".formatted(number), e);
    } catch (IOException | IllegalArgumentException e) {
      throw new CertificateParsingException("extension %d is invalid".formatted(number), e);
    }
  }
}
