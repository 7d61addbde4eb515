// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.trust.sigstore;

import dev.modelsigning.bundle.BundleLimits;
import dev.modelsigning.pki.CertificatePaths;
import dev.modelsigning.pki.CertificatePurpose;
import dev.modelsigning.pki.Certificates;
import dev.modelsigning.pki.TimestampTokens;
import dev.modelsigning.pki.TrustMaterialException;
import dev.modelsigning.trust.sigstore.TimestampFinding.Foreign;
import dev.modelsigning.trust.sigstore.TimestampFinding.Invalid;
import dev.modelsigning.trust.sigstore.TimestampFinding.Trusted;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
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

/** The timestamp authorities (RFC 3161) whose times are believed. */
public final class TimestampAuthorities {
  private final List<Known> authorities;

  TimestampAuthorities(List<Known> authorities) {
    this.authorities = List.copyOf(authorities);
  }

  /**
   * One of them.
   *
   * @param signers when any are named, only they sign for it
   * @param issuers certificates that its chain ends at, or goes through
   * @param validAt when its word counts
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
      // A signer without an authority above it is trusted for itself, when it signed itself.
      signers.stream().filter(Certificates::isSelfIssued).forEach(issuers::add);
      return new Known(List.copyOf(signers), Set.copyOf(issuers), validAt);
    }
  }

  /**
   * Authorities by their certificates in PEM: of each the CA, and its own when no other signer of
   * the CA will do.
   *
   * @throws TrustMaterialException when one is damaged or names no CA
   */
  public static TimestampAuthorities ofPem(List<String> chains) throws TrustMaterialException {
    List<Known> known = new ArrayList<>();
    for (String pem : chains) {
      Known one = Known.of(certificates(pem), time -> true);
      if (one.issuers().isEmpty()) {
        throw new TrustMaterialException(
            "the timestamp authority's PEM has no CA certificate; give its whole chain");
      }
      known.add(one);
    }
    return new TimestampAuthorities(known);
  }

  private static List<X509Certificate> certificates(String pem) throws TrustMaterialException {
    try {
      return Certificates.ofPem(pem);
    } catch (CertificateException e) {
      throw new TrustMaterialException(
          "the timestamp authority's certificates are not valid PEM with X.509 certificates: "
              + e.getMessage(),
          e);
    }
  }

  /** What a response in DER says about a signature. */
  public TimestampFinding check(byte[] der, byte[] signature) {
    try {
      TimeStampToken token = new TimeStampResponse(der).getTimeStampToken();
      return token == null ? new Invalid("it holds no time") : check(token, signature);
    } catch (TSPException
        | IOException
        | GeneralSecurityException
        | OperatorCreationException
        | RuntimeException
        | StackOverflowError e) {
      // Bouncy Castle's parsers throw what they please on bytes that are no ASN.1.
      return new Invalid("it is damaged: " + e.getMessage());
    }
  }

  private TimestampFinding check(TimeStampToken token, byte[] signature)
      throws TSPException, GeneralSecurityException, OperatorCreationException, IOException {
    TimeStampTokenInfo info = token.getTimeStampInfo();
    Instant time = info.getGenTime().toInstant();
    Optional<X509Certificate> signer = signer(token, time);
    if (signer.isEmpty()) {
      return new Foreign();
    }
    Optional<String> weak = TimestampTokens.problemWith(token);
    if (weak.isPresent()) {
      return new Invalid(weak.get());
    }
    try {
      // Its signature, its mark on the certificate, the critical extended key usage, the validity.
      token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer.get()));
    } catch (TSPException e) {
      return new Invalid("it is not signed as it should be: " + e.getMessage());
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
      // Hundreds fit into one, and each could cost as many signature checks as a path has tries.
      throw new TSPException(
          "it holds %d certificates; the limit is %d"
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
            && new CertificatePaths(authority.issuers(), offered, then, CertificatePurpose.TIME_STAMPING)
                .find(candidate)
                .isPresent()) {
          return Optional.of(candidate);
        }
      }
    }
    return Optional.empty();
  }
}
