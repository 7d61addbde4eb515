// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.cmp.PKIFailureInfo;
import org.bouncycastle.asn1.cmp.PKIStatus;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoGeneratorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.bc.BcDigestCalculatorProvider;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponseGenerator;
import org.bouncycastle.tsp.TimeStampTokenGenerator;
import org.bouncycastle.util.CollectionStore;

/** An RFC 3161 timestamp authority with its own root. */
public final class TimestampService {
  private static final ASN1ObjectIdentifier POLICY =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.57264.2");
  private static final AtomicLong SERIAL = new AtomicLong(1);

  private final X509CertificateHolder root;
  private final X509CertificateHolder leaf;
  private final KeyPair leafKey;

  TimestampService(Clock clock, String name) {
    this(clock, name, Duration.ofDays(400), Duration.ofDays(3000));
  }

  /** An authority whose certificates became valid this long ago, for this long. */
  public TimestampService(Clock clock, String name, Duration since, Duration until) {
    Instant from = clock.instant().minus(since);
    Instant to = clock.instant().plus(until);
    KeyPair rootKey = TestPki.ecKey();
    leafKey = TestPki.ecKey();
    X500Name rootName = new X500Name("CN=" + name + " root,O=private.example");
    X500Name leafName = new X500Name("CN=" + name + ",O=private.example");
    try {
      JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
      var signer = new JcaContentSignerBuilder("SHA256withECDSA").build(rootKey.getPrivate());
      root =
          builder(rootName, rootName, rootKey, from, to)
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
              .addExtension(Extension.basicConstraints, true, new BasicConstraints(1))
              .addExtension(
                  Extension.subjectKeyIdentifier,
                  false,
                  ids.createSubjectKeyIdentifier(rootKey.getPublic()))
              .build(signer);
      leaf =
          builder(rootName, leafName, leafKey, from, to)
              .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
              .addExtension(
                  Extension.extendedKeyUsage,
                  true,
                  new ExtendedKeyUsage(KeyPurposeId.id_kp_timeStamping))
              .addExtension(
                  Extension.authorityKeyIdentifier,
                  false,
                  ids.createAuthorityKeyIdentifier(rootKey.getPublic()))
              .build(signer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, KeyPair key, Instant from, Instant to) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(SERIAL.getAndIncrement()),
        Date.from(from),
        Date.from(to),
        subject,
        key.getPublic());
  }

  /** The signer's certificate, then the root. */
  public List<X509CertificateHolder> chain() {
    return List.of(leaf, root);
  }

  /** A response in DER with a timestamp over SHA-256 of these bytes. */
  public byte[] stamp(byte[] content, Instant at) {
    TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
    generator.setCertReq(true);
    return answer(generator.generate(TSPAlgorithms.SHA256, MerkleTree.sha256(content)), at);
  }

  /** A response that refuses every request. */
  public byte[] refusal() {
    try {
      return new TimeStampResponseGenerator(generator(), Set.of(TSPAlgorithms.SHA256))
          .generateFailResponse(PKIStatus.REJECTION, PKIFailureInfo.systemFailure, "out of time")
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TSPException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private TimeStampTokenGenerator generator() throws TSPException, OperatorCreationException {
    TimeStampTokenGenerator tokens =
        new TimeStampTokenGenerator(
            new JcaSimpleSignerInfoGeneratorBuilder()
                .build("SHA256withECDSA", leafKey.getPrivate(), leaf),
            new BcDigestCalculatorProvider().get(new AlgorithmIdentifier(TSPAlgorithms.SHA256)),
            POLICY);
    tokens.addCertificates(new CollectionStore<>(List.of(leaf)));
    return tokens;
  }

  /** The response to a request, in DER. */
  byte[] answer(TimeStampRequest request, Instant at) {
    try {
      Set<ASN1ObjectIdentifier> accepted =
          Set.of(TSPAlgorithms.SHA256, TSPAlgorithms.SHA384, TSPAlgorithms.SHA512);
      return new TimeStampResponseGenerator(generator(), accepted)
          .generate(request, BigInteger.valueOf(SERIAL.getAndIncrement()), Date.from(at))
          .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (TSPException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }
}
