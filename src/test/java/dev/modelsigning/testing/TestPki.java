// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.testing;

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.interfaces.ECPrivateKey;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import javax.security.auth.x500.X500Principal;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.bouncycastle.asn1.x509.ExtendedKeyUsage;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.GeneralName;
import org.bouncycastle.asn1.x509.GeneralNames;
import org.bouncycastle.asn1.x509.KeyPurposeId;
import org.bouncycastle.asn1.x509.KeyUsage;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509v3CertificateBuilder;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPEMWriter;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaContentSignerBuilder;

/** Keys and certificates for tests, generated at run time. */
public final class TestPki {
  /** The time of most tests. */
  public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

  private static final AtomicLong SERIAL = new AtomicLong(1);

  private TestPki() {}

  /** A key pair on a curve such as {@code secp256r1}; an RSA one for the empty name. */
  public static KeyPair ecKey(String curve) {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance(curve.isEmpty() ? "RSA" : "EC");
      if (curve.isEmpty()) {
        generator.initialize(2048); // the default of 3072 takes seconds
      } else {
        generator.initialize(new ECGenParameterSpec(curve));
      }
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A key pair on P-256. */
  public static KeyPair ecKey() {
    return ecKey("secp256r1");
  }

  /** Any object that Bouncy Castle knows in PEM; a private key becomes SEC 1. */
  public static String pem(Object object) {
    StringWriter text = new StringWriter();
    try (JcaPEMWriter writer = new JcaPEMWriter(text)) {
      writer.writeObject(object);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /** The public key in PEM. */
  public static String publicPem(KeyPair key) {
    return pem(key.getPublic());
  }

  /** The private key in unencrypted PKCS#8. */
  public static String pkcs8Pem(KeyPair key) {
    try {
      return pem(new JcaPKCS8Generator(key.getPrivate(), null));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The private key in SEC 1, as {@code openssl ecparam -genkey} writes it. */
  public static String sec1Pem(KeyPair key) {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getPrivate().getEncoded());
    BigInteger secret = ((ECPrivateKey) key.getPrivate()).getS();
    int bits = ((ECPrivateKey) key.getPrivate()).getParams().getOrder().bitLength();
    byte[] der;
    try {
      der =
          new org.bouncycastle.asn1.sec.ECPrivateKey(
                  bits, secret, info.getPrivateKeyAlgorithm().getParameters())
              .getEncoded();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return "-----BEGIN EC PRIVATE KEY-----\n"
        + Base64.getMimeEncoder().encodeToString(der)
        + "\n-----END EC PRIVATE KEY-----\n";
  }

  /** The private key in encrypted PKCS#8. */
  public static String encryptedPem(KeyPair key, String password) {
    try {
      return pem(
          new JcaPKCS8Generator(
              key.getPrivate(),
              new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
                  .setProvider(new BouncyCastleProvider())
                  .setPassword(password.toCharArray())
                  .build()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (OperatorCreationException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A self-signed root on P-256. */
  public static Issued root(String name) {
    return new Request(name).ca(-1).selfSigned();
  }

  /** A signer's certificate as most tests want it, by an issuer. */
  public static Issued signer(Issued issuer, String name, String uri) {
    return new Request(name).uri(uri).by(issuer);
  }

  /** A certificate and its key. */
  public record Issued(X509CertificateHolder certificate, KeyPair key) {
    /** The certificate in PEM. */
    public String pem() {
      return TestPki.pem(certificate);
    }

    /** The private key in PKCS#8. */
    public String keyPem() {
      return pkcs8Pem(key);
    }
  }

  /** A request for a certificate; by default a signer's, valid from 2026-01-01 to 2027-01-01. */
  public static final class Request {
    private final String name;
    private final List<GeneralName> names = new ArrayList<>();
    private String curve = "secp256r1";
    private Instant from = NOW.minus(150, ChronoUnit.DAYS);
    private Instant to = NOW.plus(200, ChronoUnit.DAYS);
    private int keyUsage = KeyUsage.digitalSignature;
    private boolean ca;
    private int pathLength = -1;
    private boolean extendedKeyUsage = true;
    private KeyPurposeId purpose = KeyPurposeId.id_kp_codeSigning;
    private GeneralName permitted = new GeneralName(GeneralName.dNSName, "");

    /** A request for a common name. */
    public Request(String name) {
      this.name = name;
    }

    /** A CA; path length -1 for none. */
    public Request ca(int length) {
      ca = true;
      pathLength = length;
      keyUsage = KeyUsage.keyCertSign | KeyUsage.cRLSign;
      extendedKeyUsage = false;
      return this;
    }

    /** On this curve. */
    public Request curve(String other) {
      curve = other;
      return this;
    }

    /** With an RSA key. */
    public Request rsa() {
      curve = "";
      return this;
    }

    /** With this URI as a name. */
    public Request uri(String uri) {
      names.add(new GeneralName(GeneralName.uniformResourceIdentifier, uri));
      return this;
    }

    /** With this e-mail address as a name. */
    public Request email(String email) {
      names.add(new GeneralName(GeneralName.rfc822Name, email));
      return this;
    }

    /** With this DNS name. */
    public Request dns(String dns) {
      names.add(new GeneralName(GeneralName.dNSName, dns));
      return this;
    }

    /** Valid in this period. */
    public Request valid(Instant first, Instant last) {
      from = first;
      to = last;
      return this;
    }

    /** With this key usage; 0 for none. */
    public Request keyUsage(int usage) {
      keyUsage = usage;
      return this;
    }

    /** For this purpose. */
    public Request purpose(KeyPurposeId other) {
      purpose = other;
      return this;
    }

    /** Without extended key usage. */
    public Request anyPurpose() {
      extendedKeyUsage = false;
      return this;
    }

    /** Only DNS names below this one may be certified. */
    public Request permittedDns(String dns) {
      permitted = new GeneralName(GeneralName.dNSName, dns);
      return this;
    }

    /** Signed by itself. */
    public Issued selfSigned() {
      KeyPair key = ecKey(curve);
      return new Issued(build(new X500Principal("CN=" + name), key, key), key);
    }

    /** Signed by an issuer. */
    public Issued by(Issued issuer) {
      try {
        KeyPair key = ecKey(curve);
        X500Principal issuerName =
            new X500Principal(issuer.certificate().getSubject().getEncoded());
        return new Issued(build(issuerName, issuer.key(), key), key);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    private X509CertificateHolder build(X500Principal issuer, KeyPair issuerKey, KeyPair key) {
      try {
        JcaX509v3CertificateBuilder builder =
            new JcaX509v3CertificateBuilder(
                issuer,
                BigInteger.valueOf(SERIAL.getAndIncrement()),
                Date.from(from),
                Date.from(to),
                new X500Principal("CN=" + name),
                key.getPublic());
        if (ca) {
          BasicConstraints constraints =
              pathLength < 0 ? new BasicConstraints(true) : new BasicConstraints(pathLength);
          builder.addExtension(Extension.basicConstraints, true, constraints);
        }
        if (keyUsage != 0) {
          builder.addExtension(Extension.keyUsage, true, new KeyUsage(keyUsage));
        }
        if (extendedKeyUsage) {
          builder.addExtension(Extension.extendedKeyUsage, false, new ExtendedKeyUsage(purpose));
        }
        if (!names.isEmpty()) {
          builder.addExtension(
              Extension.subjectAlternativeName,
              false,
              new GeneralNames(names.toArray(GeneralName[]::new)));
        }
        if (!permitted.getName().toString().isEmpty()) {
          builder.addExtension(Extension.nameConstraints, true, NameRules.permitting(permitted));
        }
        return builder.build(
            new JcaContentSignerBuilder("SHA256withECDSA").build(issuerKey.getPrivate()));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      } catch (OperatorCreationException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
