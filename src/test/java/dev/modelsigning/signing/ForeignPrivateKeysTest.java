// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.modelsigning.pki.KeyHint;
import dev.modelsigning.testing.KeyForms;
import dev.modelsigning.testing.TestPki;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.spec.ECGenParameterSpec;
import java.util.Base64;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.asn1.sec.ECPrivateKey;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.jce.provider.BouncyCastleProvider;
import org.bouncycastle.openssl.MiscPEMGenerator;
import org.bouncycastle.openssl.jcajce.JcePEMEncryptorBuilder;
import org.bouncycastle.util.io.pem.PemObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Private keys as people have them: one reader, and a message for each kind of failure. */
class ForeignPrivateKeysTest {
  private static final Optional<char[]> NO_PASSWORD = Optional.empty();

  private final KeyPair key = TestPki.ecKey();

  private void reads(String pem) throws SigningException {
    reads(pem, NO_PASSWORD);
  }

  private void reads(String pem, Optional<char[]> password) throws SigningException {
    assertThat(KeyHint.of(KeySigner.ofPem(pem, password).publicKey()))
        .isEqualTo(KeyHint.of(key.getPublic()));
  }

  private static SigningException refused(String pem) {
    return refused(pem, NO_PASSWORD);
  }

  private static SigningException refused(String pem, Optional<char[]> password) {
    SigningException e =
        catchThrowableOfType(SigningException.class, () -> KeySigner.ofPem(pem, password));
    assertThat(e).isNotNull();
    assertThat(e.remedy()).as(e.getMessage()).isPresent();
    return e;
  }

  private static String indented(String pem) {
    return pem.lines().map(line -> "    " + line + "\t\r\n").collect(Collectors.joining());
  }

  @Test
  void readsAPrivateKeyWithAByteOrderMark() throws SigningException {
    reads("\uFEFF" + TestPki.pkcs8Pem(key));
    reads("\uFEFF" + TestPki.sec1Pem(key));
  }

  @Test
  void readsAnIndentedKeyAsYamlHoldsIt() throws SigningException {
    reads(indented(TestPki.pkcs8Pem(key)));
    reads(indented(TestPki.sec1Pem(key)));
    reads(indented(TestPki.encryptedPem(key, "pw")), Optional.of("pw".toCharArray()));
  }

  @Test
  void readsAKeyOnOneLineAndWithInvisibleCharacters() throws SigningException {
    reads(TestPki.pkcs8Pem(key).replace('\n', ' '));
    reads(TestPki.pkcs8Pem(key).replace("\n", "\n\u200B").replace("-----END", "\u00A0-----END"));
  }

  @Test
  void readsAKeyBesideItsCertificate() throws SigningException {
    reads(TestPki.root("x").pem() + TestPki.pkcs8Pem(key));
  }

  @Test
  void readsAnOldEncryptedKeyAlsoIndented() throws Exception {
    String old = oldEncrypted("päss wörd ");
    reads(old, Optional.of("päss wörd ".toCharArray()));
    reads(indented(old), Optional.of("päss wörd ".toCharArray()));
    assertThat(refused(old, Optional.of("other".toCharArray())).problem())
        .contains("the password is wrong");
  }

  /** As OpenSSL 0.9 to 1.0 did by default. */
  private String oldEncrypted(String password) throws Exception {
    PrivateKeyInfo info = PrivateKeyInfo.getInstance(key.getPrivate().getEncoded());
    AlgorithmIdentifier algorithm = info.getPrivateKeyAlgorithm();
    ECPrivateKey withCurve =
        new ECPrivateKey(
            256,
            ECPrivateKey.getInstance(info.parsePrivateKey()).getKey(),
            algorithm.getParameters());
    PemObject object =
        new MiscPEMGenerator(
                new PrivateKeyInfo(algorithm, withCurve),
                new JcePEMEncryptorBuilder("AES-256-CBC")
                    .setProvider(new BouncyCastleProvider())
                    .build(password.toCharArray()))
            .generate();
    return TestPki.pem(object);
  }

  @ParameterizedTest
  @ValueSource(strings = {"CAMELLIA-128-CBC", "ARIA-128-CBC", "SEED-CBC", "AES-128-GCM"})
  void namesACipherOfTheOldFormThatIsNotSupported(String cipher) throws Exception {
    String pem = oldEncrypted("pw").replace("AES-256-CBC", cipher);
    assertThat(refused(pem, Optional.of("pw".toCharArray())).problem())
        .endsWith("is encrypted with " + cipher + ", which is not supported");
    String odd = oldEncrypted("pw").replace("AES-256-CBC", "\u001b[31m" + cipher);
    assertThat(refused(odd, Optional.of("pw".toCharArray())).problem())
        .endsWith("is encrypted with an unknown cipher, which is not supported");
  }

  @Test
  void oldFormThatWasCutIsDamagedAndHasNoWrongPassword() throws Exception {
    String pem = oldEncrypted("pw");
    int end = pem.indexOf("-----END");
    String cut = pem.substring(0, end - 13) + "\n" + pem.substring(end);
    assertThat(refused(cut, Optional.of("pw".toCharArray())).problem()).contains("is damaged");
  }

  @Test
  void namesAnOpenSshKeyAndConvertsIt() throws Exception {
    SigningException ec = refused(KeyForms.openSsh(key));
    assertThat(ec.problem()).contains("OpenSSH");
    assertThat(ec.remedy().orElseThrow()).contains("ssh-keygen -p -m PKCS8 -f key.pem");
    KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    SigningException other = refused(KeyForms.openSsh(ed));
    assertThat(other.problem()).contains("ssh-ed25519");
    assertThat(other.remedy().orElseThrow()).contains("openssl genpkey");
  }

  @Test
  void namesAKeyOfCosign() {
    SigningException e = refused(KeyForms.cosign());
    assertThat(e.problem()).contains("cosign");
    assertThat(e.remedy().orElseThrow()).contains("cosign import-key-pair --key key.pem");
  }

  @Test
  void namesExplicitParametersAsTheReason() {
    SigningException e = refused(KeyForms.explicitPrivate(key));
    assertThat(e.problem()).contains("spells out the parameters");
    assertThat(e.getMessage()).doesNotContain("P-256");
    assertThat(e.remedy().orElseThrow()).contains("-param_enc named_curve");
  }

  @Test
  void namesOtherAlgorithmsAndCurves() throws Exception {
    KeyPair rsa = TestPki.ecKey("");
    assertThat(refused(TestPki.pkcs8Pem(rsa)).problem()).contains("RSA key");
    assertThat(refused(TestPki.pem(rsa.getPrivate())).problem()).contains("RSA key");
    KeyPair ed = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
    assertThat(refused(TestPki.pkcs8Pem(ed)).problem()).contains("Ed25519 key");
    KeyPairGenerator koblitz = KeyPairGenerator.getInstance("EC", new BouncyCastleProvider());
    koblitz.initialize(new ECGenParameterSpec("secp256k1"));
    assertThat(refused(TestPki.pkcs8Pem(koblitz.generateKeyPair())).problem())
        .contains("an EC key on the curve secp256k1");
  }

  @Test
  void namesACertificateAndAPublicKeyInPlaceOfAPrivateOne() {
    assertThat(refused(TestPki.root("x").pem()).problem()).contains("is a certificate");
    assertThat(refused(TestPki.publicPem(key)).problem()).contains("is a public key");
  }

  @Test
  void tellsAWrongPasswordFromADamagedFileAndAForeignFormat() {
    String pem = TestPki.encryptedPem(key, "pw");
    String damaged = pem.replaceFirst("\n[^-]{20}", "\n");
    assertThat(refused(pem, Optional.of("no".toCharArray())).problem())
        .contains("the password is wrong");
    assertThat(refused(damaged, Optional.of("pw".toCharArray())).problem()).contains("is damaged");
    assertThat(refused(pem.substring(0, 100)).problem()).contains("is damaged", "no end");
    assertThat(refused(pem).problem()).endsWith("is encrypted");
  }

  static Stream<Arguments> foreignTexts() {
    return Stream.of(
        Arguments.of("", "is empty"),
        Arguments.of("PuTTY-User-Key-File-3: ecdsa-sha2-nistp256\n", "PuTTY"),
        Arguments.of("ssh-ed25519 AAAAC3NzaC1lZDI1NTE5 me@here\n", "of the type ssh-ed25519"),
        Arguments.of("ecdsa-sha2-nistp256 AAAAE2VjZHNh me@here\n", "is an OpenSSH public key"),
        Arguments.of("untrusted comment: minisign secret key\nRWQ\n", "minisign"),
        Arguments.of("{\"kty\":\"EC\",\"crv\":\"P-256\"}", "JSON Web Key"),
        Arguments.of("awskms:///arn:aws:kms:us-east-1:1:key/a-b", "the address of a key"),
        Arguments.of("pkcs11:token=release;object=models", "the address of a key"),
        Arguments.of("<!DOCTYPE html><html><body>Sign in</body></html>\n", "a page of HTML"),
        Arguments.of(
            "apiVersion: v1\nkind: Secret\ndata:\n  private.key: LS0tLS1CRUdJTg==\n",
            "the manifest of a Secret"),
        Arguments.of(
            "\u2013\u2013BEGIN PRIVATE KEY\u2013\u2013\nAAAA\n\u2013\u2013END PRIVATE KEY\u2013\u2013\n",
            "word processors"),
        Arguments.of(
            "-----BEGIN PGP PRIVATE KEY BLOCK-----\n\nAAAA\n-----END PGP PRIVATE KEY BLOCK-----\n",
            "OpenPGP"),
        Arguments.of(
            "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n",
            "only the parameters of a curve"),
        Arguments.of("not a key at all", "contains no PEM block"));
  }

  @ParameterizedTest
  @MethodSource("foreignTexts")
  void namesWhatElseItIsWithoutQuotingIt(String text, String named) {
    SigningException e = refused(text);
    assertThat(e.problem()).startsWith("the private key ").contains(named);
    assertThat(e.getMessage()).doesNotContain("AAAA").doesNotContain("RWQ");
  }

  @Test
  void namesWhatAShellOrASecretMadeOfIt() {
    String pem = TestPki.pkcs8Pem(key);
    assertThat(refused(pem.strip().replace("\n", "\\n")).problem()).contains("'\\n'");
    String twice = Base64.getMimeEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    assertThat(refused(twice).problem()).contains("base64 of a PEM text");
    String bare = Base64.getEncoder().encodeToString(key.getPrivate().getEncoded());
    assertThat(refused(bare).problem())
        .contains("without the lines that begin and end PEM: decoded, it is in DER");
    String encrypted =
        Base64.getEncoder().encodeToString("Salted__12345678".getBytes(StandardCharsets.UTF_8));
    assertThat(refused(encrypted).problem()).contains("decoded, it is encrypted by 'openssl enc'");
    assertThat(refused("correcthorsebatterystaple").problem()).contains("contains no PEM block");
  }

  @Test
  void refusesTwoKeysInOneFile() {
    assertThat(refused(TestPki.pkcs8Pem(key) + TestPki.pkcs8Pem(TestPki.ecKey())).problem())
        .contains("one of 2 private keys");
  }

  @Test
  void anEmptyPasswordIsIgnoredForAKeyThatIsNotEncrypted() throws SigningException {
    reads(TestPki.pkcs8Pem(key), Optional.of(new char[0]));
    assertThat(refused(TestPki.encryptedPem(key, "pw"), Optional.of(new char[0])).problem())
        .contains("the password is wrong");
  }

  @ParameterizedTest
  @ValueSource(strings = {" a b ", "\ta", "ü \u00A0", ""})
  void aPasswordIsTheFirstLineWithItsBlanks(String password) throws SigningException {
    for (String end : new String[] {"", "\n", "\r\n", "\nsecond line\n"}) {
      assertThat(KeyPassword.of(password + end)).isEqualTo(password.toCharArray());
      assertThat(KeyPassword.of((password + end).getBytes(StandardCharsets.UTF_8)))
          .isEqualTo(password.toCharArray());
    }
    assertThat(KeyPassword.of(("\uFEFF" + password).getBytes(StandardCharsets.UTF_8)))
        .isEqualTo(password.toCharArray());
  }

  @Test
  void namesContentThatIsNoEcKeyAsDamaged() throws Exception {
    AlgorithmIdentifier ec =
        PrivateKeyInfo.getInstance(key.getPrivate().getEncoded()).getPrivateKeyAlgorithm();
    byte[] hollow = new PrivateKeyInfo(ec, new DERSequence()).getEncoded();
    assertThat(refused(KeyForms.block("PRIVATE KEY", hollow)).problem())
        .contains("its content is not an EC key");
  }
}
