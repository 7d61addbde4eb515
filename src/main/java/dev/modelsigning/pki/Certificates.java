// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.io.ByteArrayInputStream;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.CertificateParsingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.x509.Certificate;

/** Reads X.509 certificates, and what the checks need from them. */
public final class Certificates {
  /** The second one is what OpenSSL wrote long ago, and still reads. */
  private static final Set<String> LABELS = Set.of(PemBlocks.CERTIFICATE, "X509 CERTIFICATE");

  private static final byte SEQUENCE = 0x30;
  private static final int LONG_FORM = 0x80;
  private static final int EMAIL = 1;
  private static final int DNS = 2;
  private static final int URI = 6;
  private static final int KEY_CERT_SIGN = 5;

  private Certificates() {}

  /**
   * Reads one certificate in DER, with nothing after it. The JDK's reader alone would also accept
   * PEM, indefinite lengths, and trailing bytes.
   */
  public static X509Certificate parse(byte[] der) throws CertificateException {
    if (!isOneSequence(der)) {
      throw new CertificateException("it is not exactly one certificate in DER");
    }
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    return (X509Certificate) factory.generateCertificate(new ByteArrayInputStream(der));
  }

  /**
   * Reads the blocks {@code CERTIFICATE} of a PEM text, in order; possibly none.
   *
   * @throws CertificateException if a block is damaged or is not exactly one certificate, or if the
   *     text is longer than {@link PemBlocks#MAX_LENGTH}
   */
  public static List<X509Certificate> ofPem(String pem) throws CertificateException {
    List<X509Certificate> certificates = new ArrayList<>();
    try {
      for (PemBlock block : blocks(pem)) {
        certificates.add(parse(block.der()));
      }
      return certificates;
    } catch (IllegalArgumentException e) {
      throw new CertificateException(e.getMessage(), e);
    }
  }

  private static List<PemBlock> blocks(String pem) {
    return PemBlocks.all(pem).stream().filter(block -> LABELS.contains(block.label())).toList();
  }

  /**
   * Reads the certificates of a PEM text that people hand over: at least one.
   *
   * @throws KeyMaterialException if there is none, or one cannot be read; it says what is there
   */
  public static List<X509Certificate> read(String pem) throws KeyMaterialException {
    List<PemBlock> blocks;
    try {
      blocks = blocks(pem);
    } catch (IllegalArgumentException e) {
      throw new KeyMaterialException(
          ForeignFormats.damaged(String.valueOf(e.getMessage()), Wanted.CERTIFICATE), e);
    }
    if (blocks.isEmpty()) {
      throw new KeyMaterialException(ForeignFormats.problem(pem, Wanted.CERTIFICATE));
    }
    List<X509Certificate> certificates = new ArrayList<>();
    for (PemBlock block : blocks) {
      try {
        certificates.add(parse(block.der()));
      } catch (IllegalArgumentException e) {
        throw new KeyMaterialException(ForeignFormats.damaged(block, Wanted.CERTIFICATE), e);
      } catch (CertificateException e) {
        throw new KeyMaterialException(problem(block, e), e);
      }
    }
    return certificates;
  }

  /**
   * The same certificates and nothing else of the text, as OpenSSL writes them.
   *
   * @throws KeyMaterialException as {@link #read}
   */
  public static String normal(String pem) throws KeyMaterialException {
    return read(pem).stream().map(Certificates::pem).collect(Collectors.joining());
  }

  /** Why the JDK cannot read it, which it does not say when the key is the reason. */
  private static MaterialProblem problem(PemBlock block, CertificateException e) {
    MaterialProblem damaged =
        ForeignFormats.damaged(String.valueOf(e.getMessage()), Wanted.CERTIFICATE);
    try {
      return KeyAlgorithms.problemWithCurve(
              Certificate.getInstance(block.der()).getSubjectPublicKeyInfo().getAlgorithm())
          .orElse(damaged);
    } catch (RuntimeException unreadable) { // whatever the parser throws on damaged content
      return damaged;
    }
  }

  /** The certificate in DER. */
  public static byte[] der(X509Certificate certificate) {
    try {
      return certificate.getEncoded();
    } catch (CertificateEncodingException e) {
      throw new IllegalStateException("a certificate that was read has an encoding", e);
    }
  }

  /** The certificate as a PEM block. */
  public static String pem(X509Certificate certificate) {
    return PemBlocks.write(PemBlocks.CERTIFICATE, der(certificate));
  }

  /** Whether this is a DER sequence whose length, in its shortest form, covers all other bytes. */
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

  /** The DNS names, URIs and e-mail addresses; other kinds of names are left out. */
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
   * Whether the certificate has a name that is allowed, as a name of the kind that the text looks
   * like: a DNS name that looks like an allowed URI is not that URI.
   *
   * @param allowed tells of URIs, e-mail addresses and DNS names
   */
  public static boolean hasName(X509Certificate certificate, Predicate<String> allowed)
      throws CertificateParsingException {
    Collection<List<?>> all = certificate.getSubjectAlternativeNames();
    if (all != null) {
      for (List<?> name : all) {
        if (name.get(1) instanceof String text
            && (Integer) name.getFirst() == kind(text)
            && allowed.test(text)) {
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

  /** Whether it may issue certificates: a CA whose key usage, if present, includes keyCertSign. */
  public static boolean mayIssue(X509Certificate certificate) {
    boolean[] usage = certificate.getKeyUsage();
    return certificate.getBasicConstraints() >= 0 && (usage == null || usage[KEY_CERT_SIGN]);
  }

  /** Whether subject and issuer are the same; the signature is not checked. */
  public static boolean isSelfIssued(X509Certificate certificate) {
    return certificate.getSubjectX500Principal().equals(certificate.getIssuerX500Principal());
  }
}
