// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.webhooktls;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509ExtensionUtils;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Issues authorities and serving certificates: EC P-256, SHA-256, random serial numbers. */
final class CertificateMint {
  /**
   * Certificates start this much in the past, so that a clock that is slightly behind accepts them.
   */
  static final Duration BACKDATING = Duration.ofMinutes(5);

  private static final int SERIAL_BITS = 127;

  private final List<String> serverNames;
  private final SecureRandom random;

  /**
   * @param serverNames DNS names of every serving certificate, at least one
   * @param random source of keys and serial numbers
   */
  CertificateMint(List<String> serverNames, SecureRandom random) {
    if (serverNames.isEmpty()) {
      throw new IllegalArgumentException("a serving certificate needs at least one DNS name");
    }
    this.serverNames = List.copyOf(serverNames);
    this.random = random;
  }

  List<String> serverNames() {
    return serverNames;
  }

  CertifiedKey authority(Instant now, Duration lifetime) {
    KeyPair keys = generateKeys();
    BigInteger serial = new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE);
    // The serial number in the name distinguishes the authorities of one caBundle.
    var name = new X500Principal("CN=model-signature-webhook authority " + serial.toString(16));
    var builder =
        new JcaX509v3CertificateBuilder(
            name,
            serial,
            Date.from(now.minus(BACKDATING)),
            Date.from(now.plus(lifetime)),
            name,
            keys.getPublic());
    try {
      var identifiers = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(0))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.keyCertSign))
          .addExtension(
              Extension.subjectKeyIdentifier,
              false,
              identifiers.createSubjectKeyIdentifier(keys.getPublic()));
      return new CertifiedKey(sign(builder, keys), keys.getPrivate());
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("cannot issue the webhook's authority", e);
    }
  }

  /** A serving certificate; it expires no later than its authority. */
  CertifiedKey leaf(CertifiedKey authority, Instant now, Duration lifetime) {
    KeyPair keys = generateKeys();
    Instant end = now.plus(lifetime);
    Instant notAfter = end.isBefore(authority.notAfter()) ? end : authority.notAfter();
    var builder =
        new JcaX509v3CertificateBuilder(
            authority.certificate(),
            new BigInteger(SERIAL_BITS, random).add(BigInteger.ONE),
            Date.from(now.minus(BACKDATING)),
            Date.from(notAfter),
            new X500Principal("CN=model-signature-webhook"),
            keys.getPublic());
    try {
      var identifiers = new JcaX509ExtensionUtils();
      builder
          .addExtension(Extension.basicConstraints, true, new BasicConstraints(false))
          .addExtension(Extension.keyUsage, true, new KeyUsage(KeyUsage.digitalSignature))
          .addExtension(
              Extension.extendedKeyUsage,
              false,
              new ExtendedKeyUsage(KeyPurposeId.id_kp_serverAuth))
          .addExtension(
              Extension.authorityKeyIdentifier,
              false,
              identifiers.createAuthorityKeyIdentifier(authority.certificate()))
          .addExtension(Extension.subjectAlternativeName, false, subjectAltNames());
      return new CertifiedKey(
          sign(builder, new KeyPair(keys.getPublic(), authority.key())), keys.getPrivate());
    } catch (GeneralSecurityException | CertIOException e) {
      throw new IllegalStateException("cannot issue the webhook's serving certificate", e);
    }
  }

  private GeneralNames subjectAltNames() {
    return new GeneralNames(
        serverNames.stream()
            .map(name -> new GeneralName(GeneralName.dNSName, name))
            .toArray(GeneralName[]::new));
  }

  private static X509Certificate sign(JcaX509v3CertificateBuilder builder, KeyPair signer)
      throws GeneralSecurityException {
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(
                  new JcaContentSignerBuilder("SHA256withECDSA").build(signer.getPrivate())));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private KeyPair generateKeys() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
      generator.initialize(new ECGenParameterSpec("secp256r1"), random);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(
          "this Java runtime has no EC P-256; hint: use one with the jdk.crypto.ec module", e);
    }
  }
}
