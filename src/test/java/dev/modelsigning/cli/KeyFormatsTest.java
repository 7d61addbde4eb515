// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.modelsigning.cli.output.Exit;
import dev.modelsigning.testing.KeyFiles;
import dev.modelsigning.testing.KeyForms;
import dev.modelsigning.testing.ModelDirectories;
import dev.modelsigning.testing.TestPki;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Keys and certificates as people have them, with a hint that can be copied and run. */
class KeyFormatsTest {
  private final KeyPair key = TestPki.ecKey();
  @TempDir private Path folder;

  @BeforeEach
  void makeModel() {
    ModelDirectories.small(folder);
    KeyFiles.write(folder, "", key);
  }

  private OmsRun run(String... arguments) {
    return OmsRun.in(folder, arguments);
  }

  private OmsRun sign(String keyFile) {
    return run("sign", "key", "model", "--private-key", keyFile);
  }

  private static void refused(OmsRun run, String error, String hint) {
    assertThat(run.exit()).isEqualTo(Exit.USAGE.code());
    assertThat(run.err()).contains("error: ").contains(error).contains("hint: ").contains(hint);
  }

  @Test
  void putsTheFileIntoTheCommandOfTheHint() {
    ModelDirectories.write(folder, "id_ecdsa", KeyForms.openSsh(key));
    ModelDirectories.write(folder, "my keys/id", KeyForms.openSsh(key));
    refused(sign("id_ecdsa"), "OpenSSH", "cp id_ecdsa key.pem && ssh-keygen -p -m PKCS8");
    refused(sign("my keys/id"), "OpenSSH", "cp 'my keys/id' key.pem");
    ModelDirectories.write(folder, "explicit.pem", KeyForms.explicitPrivate(key));
    refused(sign("explicit.pem"), "spells out", "openssl ec -in explicit.pem -param_enc");
    ModelDirectories.write(folder, "cosign.key", KeyForms.cosign());
    refused(sign("cosign.key"), "cosign", "cosign import-key-pair --key key.pem");
    refused(sign("public.pem"), "is a public key", "give the private key");
  }

  @Test
  void readsKeysWithAByteOrderMarkIndentedAndInUtf16() throws IOException {
    String pem = TestPki.pkcs8Pem(key);
    Files.writeString(folder.resolve("mark.pem"), "\uFEFF" + pem);
    Files.writeString(folder.resolve("indented.pem"), pem.indent(8));
    Files.write(folder.resolve("utf16.pem"), ("\uFEFF" + pem).getBytes(StandardCharsets.UTF_16LE));
    for (String file : new String[] {"mark.pem", "indented.pem", "utf16.pem"}) {
      OmsRun signed = sign(file);
      assertThat(signed.exit()).as(file + ": " + signed.err()).isZero();
    }
  }

  @Test
  void namesWhatWrapsAKeyAndUnwrapsIt() throws IOException {
    String[][] wrapped = {
      {"\u001f\u008b\b\0", "is compressed by gzip", "gunzip -c < "},
      {"PK\u0003\u0004\0\0", "is a ZIP archive", "unzip "},
      {"age-encryption.org/v1\n-> X25519 abc\nxyz\n---\0\u00fe", "by age", "age --decrypt"},
      {"Salted__\u00fe\u00ff\0", "is encrypted by 'openssl enc'", "openssl enc -d"},
      {"$ANSIBLE_VAULT;1.1;AES256\n616263\n", "by Ansible Vault", "ansible-vault decrypt"},
      {"# created: today\nAGE-SECRET-KEY-1GFPYY\n", "is a key of age", "openssl genpkey"},
      {"---- BEGIN SSH2 PUBLIC KEY ----\nAAAA\n", "RFC 4716", "give a private key in PEM"}
    };
    for (String[] one : wrapped) {
      Files.write(folder.resolve("wrapped"), one[0].getBytes(StandardCharsets.ISO_8859_1));
      refused(sign("wrapped"), one[1], one[2]);
    }
    refused(
        run("verify", "key", "model", "--public-key", "wrapped"),
        "RFC 4716",
        "ssh-keygen -i -m RFC4716 -f wrapped > key.pub");
  }

  @Test
  void namesACertificateInDerWhereAKeyBelongs() throws IOException {
    Files.write(folder.resolve("c.der"), TestPki.root("x").certificate().getEncoded());
    refused(sign("c.der"), "is a certificate, not a private key", "give the private key");
    refused(
        run("verify", "key", "model", "--public-key", "c.der"),
        "is a certificate in DER, not a public key",
        "openssl x509 -inform DER -in " + folder.resolve("c.der") + " -noout -pubkey > public.pem");
  }

  @Test
  void namesBinaryFilesAndConvertsThem() throws IOException {
    Files.write(folder.resolve("key.der"), key.getPrivate().getEncoded());
    refused(sign("key.der"), "DER", "openssl pkey -inform DER -in ");
    Files.write(folder.resolve("key.p12"), new byte[] {0x30, (byte) 0x82, 4, 0, 2, 1, 3, 0x30});
    refused(sign("key.p12"), "PKCS #12", "openssl pkcs12 -in ");
    Files.write(
        folder.resolve("key.jks"),
        new byte[] {(byte) 0xFE, (byte) 0xED, (byte) 0xFE, (byte) 0xED, 0, 0, 0, 2});
    refused(sign("key.jks"), "Java key store", "keytool -importkeystore");
  }

  @Test
  void namesACertificateGivenAsAPublicKey() {
    KeyFiles.writeCertificate(folder, new TestPki.Request("release"));
    refused(
        run("verify", "key", "model", "--public-key", "leaf.pem", "--signature", "none"),
        "is a certificate",
        "openssl x509 -in leaf.pem -noout -pubkey > public.pem");
    refused(
        run(
            "sign",
            "certificate",
            "model",
            "--private-key",
            "leaf-key.pem",
            "--signing-certificate",
            "public.pem"),
        "the signing certificate is a public key",
        "give the certificate");
  }

  @Test
  void signsWithAFileThatHoldsTheWholeChain() {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued middle = new TestPki.Request("middle").ca(0).by(root);
    TestPki.Issued leaf = new TestPki.Request("release").by(middle);
    ModelDirectories.write(folder, "fullchain.pem", leaf.pem() + middle.pem());
    ModelDirectories.write(folder, "privkey.pem", leaf.keyPem());
    ModelDirectories.write(folder, "ca.pem", root.pem());
    OmsRun signed =
        run(
            "sign",
            "certificate",
            "model",
            "--private-key",
            "privkey.pem",
            "--signing-certificate",
            "fullchain.pem");
    assertThat(signed.exit()).as(signed.err()).isZero();
    OmsRun verified =
        run(
            "verify",
            "certificate",
            "model",
            "--certificate-chain",
            "ca.pem",
            "--signature",
            "model.sig");
    assertThat(verified.exit()).as(verified.out()).isZero();
  }

  @ParameterizedTest
  @CsvSource({
    "leaf.pem, has no certificate of 'CN=middle'",
    "root.pem, has no certificate of 'CN=middle'",
    "empty.pem, the certificate chain in empty.pem is empty",
    "public.pem, the certificate chain in public.pem is a public key"
  })
  void refusesAChainThatDoesNotLeadOnBeforeHashing(String chain, String problem) {
    TestPki.Issued root = TestPki.root("root");
    TestPki.Issued middle = new TestPki.Request("middle").ca(0).by(root);
    TestPki.Issued leaf = new TestPki.Request("release").by(middle);
    ModelDirectories.write(folder, "leaf.pem", leaf.pem());
    ModelDirectories.write(folder, "privkey.pem", leaf.keyPem());
    ModelDirectories.write(folder, "root.pem", root.pem());
    ModelDirectories.write(folder, "middle.pem", middle.pem());
    ModelDirectories.write(folder, "empty.pem", "");
    String sign = "sign certificate model --private-key privkey.pem --signing-certificate leaf.pem";

    OmsRun run = run((sign + " --certificate-chain " + chain).split(" "));

    refused(run, problem, "hint: ");
    assertThat(run.err()).doesNotContain("FILE").doesNotContain("\"type\":\"progress\"");
    assertThat(run((sign + " --certificate-chain middle.pem").split(" ")).exit()).isZero();
    assertThat(run(sign.split(" ")).exit()).isZero();
  }

  @Test
  void namesPkcs7InDerAndHexadecimalWithTheCommandsForThem() throws IOException {
    byte[] pkcs7 = HexFormat.of().parseHex("3082001006092a864886f70d010702a08200ff");
    Files.write(folder.resolve("chain.p7b"), pkcs7);
    Files.writeString(
        folder.resolve("hex"), HexFormat.of().formatHex(key.getPrivate().getEncoded()));
    Files.write(folder.resolve("password"), "p\u00e4ss".getBytes(StandardCharsets.ISO_8859_1));

    refused(
        run("verify", "certificate", "model", "--certificate-chain", "chain.p7b"),
        "is a PKCS #7 file in DER",
        "openssl pkcs7 -inform DER -in " + folder.resolve("chain.p7b") + " -print_certs");
    refused(
        sign("hex"), "is hexadecimal: decoded, it is in DER", "decode it: xxd -r -p hex > decoded");
    refused(
        run("sign", "key", "model", "--private-key", "key.pem", "--password-file", "password"),
        "is not UTF-8",
        "iconv -f ISO-8859-1 -t UTF-8 password > password.utf8");
  }

  @Test
  void takesAPasswordWithBlanksAlikeFromOptionAndFile() throws IOException {
    ModelDirectories.write(folder, "locked.pem", TestPki.encryptedPem(key, " pass word "));
    Files.writeString(folder.resolve("password"), " pass word \n");
    String[] common = {"sign", "key", "model", "--private-key", "locked.pem"};
    assertThat(run(with(common, "--password", " pass word ")).exit()).isZero();
    assertThat(run(with(common, "--password", " pass word \n")).exit()).isZero();
    assertThat(run(with(common, "--password-file", "password")).exit()).isZero();
    refused(
        run(with(common, "--password", "pass word")),
        "the password is wrong",
        "openssl pkey -in locked.pem -noout");
    refused(run(common), "is encrypted", "--password-file");
  }

  private static String[] with(String[] common, String... more) {
    String[] all = Arrays.copyOf(common, common.length + more.length);
    System.arraycopy(more, 0, all, common.length, more.length);
    return all;
  }
}
