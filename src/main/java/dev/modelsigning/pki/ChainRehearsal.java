// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.io.IOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.PKIXReason;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Date;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateHolder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Asks {@link CertificatePaths}, the judge of verifiers, about a chain to sign with, so that both
 * sides have one opinion.
 *
 * <p>A chain mostly has no root, and without one there is no path. So a root is assumed above each
 * certificate whose issuer is not given: a root of a throwaway key under that issuer's name, which
 * forbids nothing, above a copy of the certificate that this key has signed. What the copy says of
 * names, path lengths, extensions and keys is what the certificate says.
 */
public final class ChainRehearsal {
  private static final String REMEDY =
      "give a certificate and a chain that 'oms verify certificate' accepts; where verifiers trust"
          + " the issuer itself, leave its own certificate out";

  private static final Duration ROOM = Duration.ofDays(1);

  private final X509Certificate leaf;
  private final List<X509Certificate> given;
  private final Instant time;
  private final KeyPair throwaway;
  private final Set<X509Certificate> roots = new HashSet<>();

  private ChainRehearsal(X509Certificate leaf, List<X509Certificate> given, Instant time)
      throws GeneralSecurityException {
    this.leaf = leaf;
    this.given = given;
    this.time = time;
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    this.throwaway = generator.generateKeyPair();
  }

  /**
   * Why no verifier that trusts the root of a chain accepts it; empty where nothing is wrong with
   * it, or where it cannot be told here.
   *
   * @param given the certificates beside the signer's, possibly none, possibly with roots
   * @param time of signing
   */
  public static Optional<MaterialProblem> problemWith(
      X509Certificate leaf, List<X509Certificate> given, Instant time) {
    try {
      return new ChainRehearsal(leaf, given, time)
          .problem()
          .map(
              why ->
                  new MaterialProblem(
                      "would be rejected by every verifier that trusts its root: " + why, REMEDY));
    } catch (GeneralSecurityException
        | OperatorCreationException
        | IOException
        | RuntimeException e) {
      return Optional.empty(); // it cannot be copied, which is no reason to refuse it
    }
  }

  private Optional<String> problem()
      throws GeneralSecurityException, OperatorCreationException, IOException {
    X509Certificate first = isTop(leaf) ? belowAssumedRoot(leaf) : leaf;
    List<X509Certificate> offered = new ArrayList<>();
    List<String> weak = new ArrayList<>();
    for (X509Certificate other : given) {
      if (other.equals(leaf)) {
        continue;
      }
      if (Certificates.isSelfIssued(other)) {
        roots.add(other);
      } else if (!isTop(other)) {
        offered.add(other);
      } else if (SignatureAlgorithms.isStrong(other)) {
        offered.add(belowAssumedRoot(other));
      } else { // its copy is not, so it would not be noticed
        SignatureAlgorithms.problemWith(other)
            .ifPresent(
                why ->
                    weak.add(
                        said(
                            other,
                            why + "; have it reissued with SHA-256, SHA-384, SHA-512 or EdDSA")));
      }
    }
    if (Certificates.isSelfIssued(leaf)) {
      roots.add(leaf);
    }
    CertificatePaths paths =
        new CertificatePaths(
            roots, offered, Clock.fixed(time, ZoneOffset.UTC), CertificatePurpose.CODE_SIGNING);
    if (paths.find(first).isPresent()) {
      return Optional.empty();
    }
    return paths.failure().map(ChainRehearsal::text).or(() -> weak.stream().findFirst());
  }

  private boolean isTop(X509Certificate certificate) {
    X500Principal issuer = certificate.getIssuerX500Principal();
    return !Certificates.isSelfIssued(certificate)
        && given.stream().noneMatch(other -> other.getSubjectX500Principal().equals(issuer));
  }

  private X509Certificate belowAssumedRoot(X509Certificate certificate)
      throws CertificateException, OperatorCreationException, IOException {
    X509CertificateHolder original = new JcaX509CertificateHolder(certificate);
    X500Name name = original.getIssuer();
    X509v3CertificateBuilder root =
        new X509v3CertificateBuilder(
            name,
            BigInteger.ONE,
            Date.from(time.minus(ROOM)),
            Date.from(time.plus(ROOM)),
            name,
            SubjectPublicKeyInfo.getInstance(throwaway.getPublic().getEncoded()));
    root.addExtension(Extension.basicConstraints, true, new BasicConstraints(true));
    roots.add(signed(root));
    return signed(new X509v3CertificateBuilder(original));
  }

  private X509Certificate signed(X509v3CertificateBuilder builder)
      throws CertificateException, OperatorCreationException, IOException {
    return Certificates.parse(
        builder
            .build(new JcaContentSignerBuilder("SHA256withECDSA").build(throwaway.getPrivate()))
            .getEncoded());
  }

  /** A failure without a place is of {@link ChainRules}, which name the certificate themselves. */
  private static String text(CertPathValidatorException e) {
    if (e.getIndex() < 0) {
      return String.valueOf(e.getMessage());
    }
    var at = (X509Certificate) e.getCertPath().getCertificates().get(e.getIndex());
    if (e.getReason() == PKIXReason.UNRECOGNIZED_CRIT_EXT) {
      return said(at, "has a critical extension that is not known here");
    }
    if (e.getReason() == PKIXReason.PATH_TOO_LONG) {
      return said(at, "is a CA where one above it allows no further ones (path length)");
    }
    if (e.getReason() == PKIXReason.INVALID_NAME) {
      return said(at, "has a name that a CA above it does not allow (name constraints)");
    }
    return said(at, "is refused (%s)".formatted(e.getMessage()));
  }

  private static String said(X509Certificate certificate, String what) {
    return "'%s' %s".formatted(certificate.getSubjectX500Principal(), what);
  }
}
