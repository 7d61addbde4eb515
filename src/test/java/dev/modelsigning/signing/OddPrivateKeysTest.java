// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.security.KeyPair;
import java.security.interfaces.ECPublicKey;
import java.util.HexFormat;
import java.util.Optional;
import java.util.stream.Collectors;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.nist.NISTObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PKCSObjectIdentifiers;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.sec.SECObjectIdentifiers;
import org.bouncycastle.crypto.util.ScryptConfig;
import org.bouncycastle.jcajce.provider.asymmetric.util.EC5Util;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.jcajce.JcaPKCS8Generator;
import org.bouncycastle.openssl.jcajce.JceOpenSSLPKCS8EncryptorBuilder;
import org.bouncycastle.operator.OutputEncryptor;
import org.bouncycastle.pkcs.jcajce.JcePKCSPBEOutputEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;

/** Private keys in forms that tools write rarely, and read. */
class OddPrivateKeysTest {
  private static final Optional<char[]> PASSWORD = Optional.of("päss wörd".toCharArray());

  private final KeyPair key = TestPki.ecKey();

  private void reads(String pem, Optional<char[]> password) throws SigningException {
    assertThat(KeyHint.of(KeySigner.ofPem(pem, password).publicKey()))
        .isEqualTo(KeyHint.of(key.getPublic()));
  }

  private String encrypted(OutputEncryptor encryptor) throws IOException {
    return TestPki.pem(new JcaPKCS8Generator(key.getPrivate(), encryptor));
  }

  /** As {@code openssl pkcs8 -topk8 -v1 PBE-SHA1-3DES} writes it. */
  @Test
  void readsAKeyEncryptedByTheSchemeOfPkcs12() throws Exception {
    ASN1ObjectIdentifier scheme = PKCSObjectIdentifiers.pbeWithSHAAnd3_KeyTripleDES_CBC;
    String pem =
        encrypted(
            new JceOpenSSLPKCS8EncryptorBuilder(scheme)
                .setProvider(new BouncyCastleProvider())
                .setPassword(PASSWORD.orElseThrow())
                .build());
    reads(pem, PASSWORD);
    assertThatThrownBy(() -> KeySigner.ofPem(pem, Optional.of("other".toCharArray())))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("password is wrong");
  }

  /** As {@code openssl pkcs8 -topk8 -scrypt} writes it. */
  @Test
  void readsAKeyWhosePasswordIsDerivedByScrypt() throws Exception {
    ScryptConfig costs = new ScryptConfig.Builder(16_384, 8, 1).build();
    String pem =
        encrypted(
            new JcePKCSPBEOutputEncryptorBuilder(costs, NISTObjectIdentifiers.id_aes256_CBC)
                .setProvider(new BouncyCastleProvider())
                .build(PASSWORD.orElseThrow()));
    reads(pem, PASSWORD);
  }

  /** As {@code openssl pkcs8 -topk8 -v2 aria-256-cbc} writes it. */
  @Test
  void namesACipherOfPkcs8ThatIsNotSupported() throws Exception {
    OutputEncryptor encryptor =
        new JceOpenSSLPKCS8EncryptorBuilder(NISTObjectIdentifiers.id_aes256_CBC)
            .setProvider(new BouncyCastleProvider())
            .setPassword(PASSWORD.orElseThrow())
            .build();
    String aes = "060960864801650304012a"; // both identifiers have the same length
    String aria = "06092a831a8c9a6e01010c";
    byte[] der = new JcaPKCS8Generator(key.getPrivate(), encryptor).generate().getContent();
    String changed = HexFormat.of().formatHex(der).replace(aes, aria);
    String pem =
        TestPki.pem(new PemObject("ENCRYPTED PRIVATE KEY", HexFormat.of().parseHex(changed)));
    assertThatThrownBy(() -> KeySigner.ofPem(pem, PASSWORD))
        .isInstanceOf(SigningException.class)
        .hasMessageContaining("is encrypted with ARIA-256/CBC, which is not supported");
  }

  @Test
  void readsAKeyBesideItsCompressedPoint() throws Exception {
    ECPublicKey known = (ECPublicKey) key.getPublic();
    byte[] point = EC5Util.convertPoint(known.getParams(), known.getW()).getEncoded(true);
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getPrivate().getEncoded());
    ECPrivateKey scalar = ECPrivateKey.getInstance(info.parsePrivateKey());
    ECPrivateKey odd =
        new ECPrivateKey(
            256, scalar.getKey(), new DERBitString(point), SECObjectIdentifiers.secp256r1);
    reads(
        TestPki.pem(new PemObject("EC PRIVATE KEY", odd.getEncoded(ASN1Encoding.DER))),
        Optional.empty());
    PrivateKeyInfo wrapped = new PrivateKeyInfo(info.getPrivateKeyAlgorithm(), odd);
    reads(TestPki.pem(new PemObject("PRIVATE KEY", wrapped.getEncoded())), Optional.empty());
  }

  @Test
  void readsAKeyInsideOfYaml() throws Exception {
    String indented =
        TestPki.pkcs8Pem(key)
            .lines()
            .map(line -> "    " + line + "\n")
            .collect(Collectors.joining());
    reads("stringData:\n  private.key: |\n" + indented, Optional.empty());
  }

  @Test
  void readsAKeyAfterItsCertificateInOneFile() throws Exception {
    reads(TestPki.pkcs8Pem(key) + TestPki.root("x").pem(), Optional.empty());
  }
}
