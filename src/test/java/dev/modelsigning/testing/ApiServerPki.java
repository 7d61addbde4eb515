// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.cert.CertIOException;
import org.bouncycastle.cert.X509v3CertificateBuilder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/**
 * Keys and certificates of one temporary API server, written as PEM files. On P-256, which takes no
 * time, but for clients: the Kubernetes client reads a PKCS#8 EC client key as RSA.
 */
final class ApiServerPki {
  private static final Duration LIFE = Duration.ofDays(1);

  private final Path directory;
  private final Clock clock;
  private final KeyPair caKey;
  private final X509Certificate ca;

  ApiServerPki(Path directory, Clock clock) throws IOException, GeneralSecurityException {
    this.directory = directory;
    this.clock = clock;
    this.caKey = newKey();
    this.ca = issue("CN=test-ca", caKey, true, "CN=test-ca", caKey.getPrivate());
    writePem("ca.crt", ca);
    KeyPair serviceAccounts = newKey();
    writePem("service-accounts.pub", serviceAccounts.getPublic());
    writePrivateKey("service-accounts.key", serviceAccounts.getPrivate());
  }

  /** Writes {@code name.crt} and {@code name.key} of a server on 127.0.0.1. */
  void issue(String name, String subject) throws IOException, GeneralSecurityException {
    write(name, subject, newKey());
  }

  /** The same for a client. */
  void issueToClient(String name, String subject) throws IOException, GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    write(name, subject, generator.generateKeyPair());
  }

  private void write(String name, String subject, KeyPair key)
      throws IOException, GeneralSecurityException {
    writePem(name + ".crt", issue(subject, key, false, "CN=test-ca", caKey.getPrivate()));
    writePrivateKey(name + ".key", key.getPrivate());
  }

  Path file(String name) {
    return directory.resolve(name);
  }

  private X509Certificate issue(
      String subject, KeyPair key, boolean authority, String issuer, PrivateKey signer)
      throws CertIOException, GeneralSecurityException {
    Instant now = clock.instant();
    X509v3CertificateBuilder builder =
        new JcaX509v3CertificateBuilder(
            new X500Name(issuer),
            new BigInteger(64, new SecureRandom()).add(BigInteger.ONE),
            Date.from(now.minus(Duration.ofMinutes(5))),
            Date.from(now.plus(LIFE)),
            new X500Name(subject),
            key.getPublic());
    builder.addExtension(Extension.basicConstraints, true, new BasicConstraints(authority));
    if (!authority) {
      GeneralName[] names = {
        new GeneralName(GeneralName.iPAddress, "127.0.0.1"),
        new GeneralName(GeneralName.dNSName, "localhost")
      };
      builder.addExtension(Extension.subjectAlternativeName, false, new GeneralNames(names));
    }
    try {
      return new JcaX509CertificateConverter()
          .getCertificate(
              builder.build(new JcaContentSignerBuilder("SHA256withECDSA").build(signer)));
    } catch (OperatorCreationException e) {
      throw new GeneralSecurityException(e);
    }
  }

  private static KeyPair newKey() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private void writePrivateKey(String name, PrivateKey key) throws IOException {
    writePem(name, new JcaPKCS8Generator(key, null));
  }

  private void writePem(String name, Object object) throws IOException {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    }
    Files.writeString(file(name), text.toString());
  }
}
