// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing.sigstore;

import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERUTF8String;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.ContentSigner;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** A certificate authority like Fulcio: a root, an intermediate, leaves of ten minutes. */
public final class IssuingAuthority {
  private static final String FULCIO = "1.3.6.1.4.1.57264.1.";
  private static final ASN1ObjectIdentifier ISSUER_V1 = new ASN1ObjectIdentifier(FULCIO + "1");
  private static final ASN1ObjectIdentifier ISSUER_V2 = new ASN1ObjectIdentifier(FULCIO + "8");
  private static final ASN1ObjectIdentifier TIMESTAMP_LIST =
      new ASN1ObjectIdentifier("1.3.6.1.4.1.11129.2.4.2");
  private static final AtomicLong SERIAL = new AtomicLong(1000);

  private final CertificateLog log;
  private final X509CertificateHolder root;
  private final X509CertificateHolder intermediate;
  private final KeyPair intermediateKey = TestPki.ecKey("secp384r1");

  IssuingAuthority(Clock clock, CertificateLog log, String name) {
    this.log = log;
    Instant from = clock.instant().minus(Duration.ofDays(400));
    Instant to = clock.instant().plus(Duration.ofDays(3000));
    KeyPair rootKey = TestPki.ecKey("secp384r1");
    X500Name rootName = new X500Name("CN=" + name + " root,O=private.example");
    X500Name middleName = new X500Name("CN=" + name + ",O=private.example");
    try {
      root = authority(rootName, rootName, rootKey.getPublic(), rootKey, from, to);
      intermediate =
          authority(rootName, middleName, intermediateKey.getPublic(), rootKey, from, to);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private static X509CertificateHolder authority(
      X500Name issuer, X500Name subject, PublicKey key, KeyPair by, Instant from, Instant to)
      throws IOException, GeneralSecurityException, OperatorCreationException {
    JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
    boolean isRoot = issuer.equals(subject);
    X509v3CertificateBuilder builder =
        builder(issuer, subject, key, from, to)
            .addExtension(
                Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign | KeyUsage.cRLSign))
            .addExtension(Extension.basicConstraints, true, new BasicConstraints(isRoot ? 1 : 0))
            .addExtension(
                Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key));
    if (!isRoot) {
      builder
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              ids.createAuthorityKeyIdentifier(by.getPublic()))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_codeSigning));
    }
    return builder.build(contentSigner(by));
  }

  private static X509v3CertificateBuilder builder(
      X500Name issuer, X500Name subject, PublicKey key, Instant from, Instant to) {
    return new JcaX509v3CertificateBuilder(
        issuer,
        BigInteger.valueOf(SERIAL.getAndIncrement()),
        Date.from(from),
        Date.from(to),
        subject,
        key);
  }

  private static ContentSigner contentSigner(KeyPair key) throws OperatorCreationException {
    return new JcaContentSignerBuilder("SHA384withECDSA").build(key.getPrivate());
  }

  /** The certificates above a leaf: the intermediate, then the root. */
  public List<X509CertificateHolder> chain() {
    return List.of(intermediate, root);
  }

  /** A signer's certificate, as asked for. */
  public X509CertificateHolder issue(PublicKey key, LeafRequest request) {
    try {
      X509v3CertificateBuilder builder = leaf(key, request);
      ContentSigner signer = contentSigner(intermediateKey);
      if (request.logged()) {
        byte[] body = builder.build(signer).toASN1Structure().getTBSCertificate().getEncoded();
        CertificateLog by = request.certificateLogForged() ? log.forged() : log;
        byte[] list = by.timestampList(intermediateKey.getPublic(), body, request.from());
        builder.addExtension(TIMESTAMP_LIST, false, new DEROctetString(list).getEncoded());
      }
      return builder.build(signer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException | OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  private X509v3CertificateBuilder leaf(PublicKey key, LeafRequest request)
      throws IOException, GeneralSecurityException {
    JcaX509ExtensionUtils ids = new JcaX509ExtensionUtils();
    KeyPurposeId purpose =
        request.codeSigning() ? KeyPurposeId.id_kp_codeSigning : KeyPurposeId.id_kp_clientAuth;
    String subject = request.subject();
    GeneralName name =
        new GeneralName(
            subject.contains("@") && !subject.contains("://")
                ? GeneralName.rfc822Name
                : GeneralName.uniformResourceIdentifier,
            subject);
    X509v3CertificateBuilder builder =
        builder(
                intermediate.getSubject(),
                new X500Name(new org.bouncycastle.asn1.x500.RDN[0]),
                key,
                request.from(),
                request.to())
            .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
            .addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose))
            .addExtension(
                Extension.subjectKeyIdentifier, false, ids.createSubjectKeyIdentifier(key))
            .addExtension(
                Extension.authorityKeyIdentifier,
                false,
                ids.createAuthorityKeyIdentifier(intermediateKey.getPublic()))
            .addExtension(Extension.subjectAlternativeName, true, new GeneralNames(name));
    if (!request.issuer().isEmpty()) {
      builder
          .addExtension(ISSUER_V1, false, request.issuer().getBytes(StandardCharsets.UTF_8))
          .addExtension(ISSUER_V2, false, new DERUTF8String(request.issuer()));
    }
    for (var claim : request.claims().entrySet()) {
      builder.addExtension(
          new ASN1ObjectIdentifier(FULCIO + claim.getKey()),
          false,
          new DERUTF8String(claim.getValue()));
    }
    return builder;
  }
}
