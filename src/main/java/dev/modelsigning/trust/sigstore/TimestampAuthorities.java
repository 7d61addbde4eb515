// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.pki.CertificatePaths;
import dev.modelsigning.pki.CertificatePurpose;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.KeyMaterialException;
import dev.modelsigning.pki.TimestampTokens;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.TimestampFinding.Invalid;
import dev.modelsigning.trust.sigstore.TimestampFinding.Trusted;
import dev.modelsigning.trust.sigstore.TimestampFinding.Untrusted;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenInfo;

/** The timestamp authorities (RFC 3161) whose times are trusted. */
public final class TimestampAuthorities {
  private final List<Known> authorities;

  TimestampAuthorities(List<Known> authorities) {
    this.authorities = List.copyOf(authorities);
  }

  /**
   * One authority.
   *
   * @param signers if not empty, only these certificates sign for it
   * @param issuers the trusted certificates of its chain
   * @param validAt the times at which it is trusted
   */
  record Known(
      List<X509Certificate> signers, Set<X509Certificate> issuers, Predicate<Instant> validAt) {
    static Known of(List<X509Certificate> chain, Predicate<Instant> validAt) {
      List<X509Certificate> signers = new ArrayList<>();
      Set<X509Certificate> issuers = new LinkedHashSet<>();
      for (X509Certificate certificate : chain) {
        if (Certificates.mayIssue(certificate)) {
          issuers.add(certificate);
        } else {
          signers.add(certificate);
        }
      }
      // A self-issued signer is its own trusted certificate.
      signers.stream().filter(Certificates::isSelfIssued).forEach(issuers::add);
      return new Known(List.copyOf(signers), Set.copyOf(issuers), validAt);
    }
  }

  /**
   * Reads the certificates of each authority in PEM: that of the CA, and the signer's own to
   * exclude other signers of the CA.
   *
   * @throws TrustMaterialException if one cannot be read or has no CA certificate
   */
  public static TimestampAuthorities ofPem(List<String> chains) throws TrustMaterialException {
    List<Known> known = new ArrayList<>();
    for (String pem : chains) {
      Known one = Known.of(certificates(pem), time -> true);
      if (one.issuers().isEmpty()) {
        throw new TrustMaterialException(
            "the timestamp authority's PEM contains no CA certificate; give the whole chain");
      }
      known.add(one);
    }
    return new TimestampAuthorities(known);
  }

  private static List<X509Certificate> certificates(String pem) throws TrustMaterialException {
    try {
      return Certificates.read(pem);
    } catch (KeyMaterialException e) {
      throw new TrustMaterialException("the timestamp authority's PEM", e.problem(), e);
    }
  }

  /** Checks a response in DER against a signature. */
  public TimestampFinding check(byte[] der, byte[] signature) {
    try {
      TimeStampToken token = new TimeStampResponse(der).getTimeStampToken();
      return token == null
          ? new Invalid("it does not contain a timestamp")
          : check(token, signature);
    } catch (TSPException
        | IOException
        | GeneralSecurityException
        | OperatorCreationException
        | RuntimeException
        | StackOverflowError e) {
      // Bouncy Castle's parsers throw unchecked exceptions of many types on invalid ASN.1.
      return new Invalid("it cannot be read: " + e.getMessage());
    }
  }

  private TimestampFinding check(TimeStampToken token, byte[] signature)
      throws TSPException, GeneralSecurityException, OperatorCreationException, IOException {
    TimeStampTokenInfo info = token.getTimeStampInfo();
    Instant time = info.getGenTime().toInstant();
    Optional<X509Certificate> signer = signer(token, time);
    if (signer.isEmpty()) {
      return new Untrusted();
    }
    Optional<String> weak = TimestampTokens.problemWith(token);
    if (weak.isPresent()) {
      return new Invalid(weak.get());
    }
    try {
      // Verifies the signature, the certificate's digest in it, its extended key usage and
      // validity.
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer.get()));
    } catch (TSPException e) {
      return new Invalid("it is not signed correctly: " + e.getMessage());
    }
    Optional<String> hash = TimestampTokens.hashName(info.getMessageImprintAlgOID());
    if (hash.isEmpty()) {
      return new Invalid("it is over a digest other than SHA-256, SHA-384 or SHA-512");
    }
    byte[] digest = MessageDigest.getInstance(hash.get()).digest(signature);
    return MessageDigest.isEqual(digest, info.getMessageImprintDigest())
        ? new Trusted(time)
        : new Invalid("it is over another signature");
  }

  private Optional<X509Certificate> signer(TimeStampToken token, Instant time)
      throws TSPException, GeneralSecurityException, IOException {
    Collection<X509CertificateHolder> holders = token.getCertificates().getMatches(null);
    if (holders.size() > BundleLimits.MAX_CERTIFICATES) {
      // Hundreds would fit, and each could cost as many signature checks as a path allows.
      throw new TSPException(
          "it contains %d certificates; the limit is %d"
              .formatted(holders.size(), BundleLimits.MAX_CERTIFICATES));
    }
    List<X509Certificate> offered = new ArrayList<>();
    for (X509CertificateHolder holder : holders) {
      offered.add(Certificates.parse(holder.getEncoded()));
    }
    Clock then = Clock.fixed(time, ZoneOffset.UTC);
    for (Known authority : authorities) {
      List<X509Certificate> candidates =
          authority.signers().isEmpty() ? offered : authority.signers();
      for (X509Certificate candidate : candidates) {
        if (authority.validAt().test(time)
            && token.getSID().match(new X509CertificateHolder(candidate.getEncoded()))
            && new CertificatePaths(
                    authority.issuers(), offered, then, CertificatePurpose.TIME_STAMPING)
                .find(candidate)
                .isPresent()) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }
}
