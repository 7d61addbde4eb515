// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Reads certificates and what matters of them. */
public final class Certificates {
  private static final byte SEQUENCE = 0x30;
  private static final int LONG_FORM = 0x80;
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int KEY_CERT_SIGN = 5;

  private Certificates() {}

  /**
   * One certificate in DER. The JDK's reader alone would also take PEM, lengths that are left open,
   * and whatever comes after the certificate.
   */
  public static X509Certificate parse(byte[] der) throws CertificateException {
    if (!isOneSequence(der)) {
      throw new CertificateException("it is not one certificate in DER");
    }
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
  }

  /** Whether the tag is a sequence's and its length, as short as DER asks, that of all the rest. */
  private static boolean isOneSequence(byte[] der) {
    if (der.length < 2 || der[0] != SEQUENCE) {
      return false;
    }
    int first = Byte.toUnsignedInt(der[1]);
    if (first < LONG_FORM) {
      return der.length == 2 + first;
    }
    int octets = first - LONG_FORM;
    if (octets < 1 || octets > 3 || der.length < 2 + octets || der[2] == 0) {
      return false;
    }
    int length = 0;
    for (int i = 0; i < octets; i++) {
      length = length << 8 | Byte.toUnsignedInt(der[2 + i]);
    }
    return length >= LONG_FORM && der.length == 2 + octets + length;
  }

  /** DNS names, URIs and e-mail addresses; other kinds of names are left out. */
  public static List<String> subjectAltNames(X509Certificate certificate)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    List<String> names = new ArrayList<>();
    if (all != null) {
      for (List<?> name : all) {
        int type = (Integer) name.getFirst();
        if ((type == EMAIL || type == DNS || type == URI) && name.get(1) instanceof String text) {
          names.add(text);
        }
      }
    }
    return names;
  }

  /**
   * Whether one of these names is its, as the kind of name that the text is of: a DNS name that
   * reads like an allowed URI is not that URI.
   *
   * @param allowed URIs, e-mail addresses and DNS names
   */
  public static boolean hasOneOf(X509Certificate certificate, List<String> allowed)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    if (all != null) {
      for (List<?> name : all) {
        if (name.get(1) instanceof String text
            && allowed.contains(text)
            && (Integer) name.getFirst() == kind(text)) {
          return true;
        }
      }
    }
    return false;
  }

  /** A URI has a scheme, an address an '@', and a DNS name neither. */
  private static int kind(String text) {
    if (text.indexOf(':') >= 0) {
      return URI;
    }
    return text.indexOf('@') >= 0 ? EMAIL : DNS;
  }

  /** Whether others may be below it: a CA whose key usage, where present, says so. */
  public static boolean mayIssue(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
  }

  public static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
