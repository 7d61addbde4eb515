// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.nio.charset.StandardCharsets;
import java.security.cert.CertificateException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;

/** Files that are no text where a key or certificate in PEM is wanted, by how they begin. */
final class ForeignBytes {
  private static final int SHOWN = 4096;
  private static final int MAGIC = 32;
  private static final byte SEQUENCE = 0x30;

  /** What the sequence of a PKCS #7 file with certificates begins with. */
  private static final byte[] SIGNED_DATA = HexFormat.of().parseHex("06092a864886f70d010702");

  /** No sequence of a file has a longer type and length than this less one. */
  private static final int MAX_HEADER = 7;

  /** The version that PKCS #12 files begin with. */
  private static final int PKCS12 = 3;

  private ForeignBytes() {}

  /** What bytes are that are not text. */
  static MaterialProblem problem(byte[] bytes, Wanted wanted) {
    return known(bytes, wanted).orElseGet(() -> unknown(bytes, wanted));
  }

  /** What a file is that begins like one that holds keys or certificates; empty for others. */
  static Optional<MaterialProblem> known(byte[] bytes, Wanted wanted) {
    String magic =
        HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 4)).toUpperCase(Locale.ROOT);
    if (magic.equals("FEEDFEED") || magic.equals("CECECECE")) {
      return Optional.of(
          new MaterialProblem(
              "is a Java key store",
              "convert it: keytool -importkeystore -srckeystore FILE -destkeystore key.p12 -deststoretype PKCS12,"
                  + " then openssl pkcs12 -in key.p12 -out key.pem"));
    }
    if (bytes.length > 4 && bytes[0] == SEQUENCE) {
      return Optional.of(
          number(bytes) == PKCS12
              ? new MaterialProblem("is a PKCS #12 file", ofPkcs12(wanted))
              : der(bytes, wanted));
    }
    return packed(bytes, wanted);
  }

  private static MaterialProblem unknown(byte[] bytes, Wanted wanted) {
    for (int i = 0; i < Math.min(bytes.length, SHOWN); i++) {
      if (bytes[i] == 0) {
        return new MaterialProblem(
            "is UTF-16 or not text at all",
            "if it is a text, write it as UTF-8: iconv -f UTF-16LE -t UTF-8 FILE > key.pem");
      }
    }
    return new MaterialProblem("is not text", "give a " + wanted.text() + " in PEM");
  }

  private static MaterialProblem der(byte[] bytes, Wanted wanted) {
    if (wanted != Wanted.PRIVATE_KEY && (number(bytes) == 0 || number(bytes) == 1)) {
      return new MaterialProblem(
          "is a private key in DER, not a " + wanted.text(),
          "keep it secret, and give what belongs to it: openssl pkey -inform DER -in FILE -pubout -out"
              + " public.pem writes the public key");
    }
    if (beginsWith(SIGNED_DATA, bytes)) {
      return new MaterialProblem(
          "is a PKCS #7 file in DER",
          "take the certificates out of it: openssl pkcs7 -inform DER -in FILE -print_certs -out"
              + " certificates.pem");
    }
    if (wanted == Wanted.CERTIFICATE || !isCertificate(bytes)) {
      return new MaterialProblem("is in DER, not in PEM", ofDer(wanted));
    }
    return wanted == Wanted.PRIVATE_KEY
        ? new MaterialProblem(
            "is a certificate, not a private key",
            "give the private key that the certificate was issued for")
        : new MaterialProblem(
            "is a certificate in DER, not a public key",
            "trust it as a certificate, or take the key out of it: openssl x509 -inform DER -in FILE"
                + " -noout -pubkey > public.pem");
  }

  private static boolean isCertificate(byte[] bytes) {
    try {
      Certificates.parse(bytes);
      return true;
    } catch (CertificateException e) {
      return false;
    }
  }

  /** What hides the file that is wanted: it has to be unpacked or decrypted first. */
  private static Optional<MaterialProblem> packed(byte[] bytes, Wanted wanted) {
    String start = new String(bytes, 0, Math.min(bytes.length, MAGIC), StandardCharsets.ISO_8859_1);
    if (start.startsWith("\u001f\u008b")) {
      return Optional.of(
          new MaterialProblem(
              "is compressed by gzip", "unpack it: gunzip -c < FILE > " + output(wanted)));
    }
    if (start.startsWith("PK\u0003\u0004")) {
      return Optional.of(new MaterialProblem("is a ZIP archive", "unpack it: unzip FILE"));
    }
    if (start.startsWith("age-encryption.org/v1")) {
      return Optional.of(
          new MaterialProblem(
              "is encrypted by age",
              "decrypt it: age --decrypt --identity KEY_OF_AGE --output "
                  + output(wanted)
                  + " FILE"));
    }
    if (start.startsWith("Salted__")) {
      return Optional.of(
          new MaterialProblem(
              "is encrypted by 'openssl enc'",
              "decrypt it with the options it was encrypted with, such as: openssl enc -d"
                  + " -aes-256-cbc -pbkdf2 -in FILE -out "
                  + output(wanted)));
    }
    return Optional.empty();
  }

  /** The file that commands of remedies write. */
  static String output(Wanted wanted) {
    return switch (wanted) {
      case PRIVATE_KEY -> "key.pem";
      case PUBLIC_KEY -> "public.pem";
      case CERTIFICATE -> "certificate.pem";
    };
  }

  static String ofDer(Wanted wanted) {
    return switch (wanted) {
      case PRIVATE_KEY -> "convert it: openssl pkey -inform DER -in FILE -out key.pem";
      case PUBLIC_KEY -> "convert it: openssl pkey -pubin -inform DER -in FILE -out public.pem";
      case CERTIFICATE -> "convert it: openssl x509 -inform DER -in FILE -out certificate.pem";
    };
  }

  private static String ofPkcs12(Wanted wanted) {
    return switch (wanted) {
      case PRIVATE_KEY -> "take the key out: openssl pkcs12 -in FILE -nocerts -out key.pem";
      case PUBLIC_KEY ->
          "take the key out: openssl pkcs12 -in FILE -clcerts -nokeys | openssl x509 -noout -pubkey > public.pem";
      case CERTIFICATE ->
          "take the certificates out: openssl pkcs12 -in FILE -nokeys -out certificates.pem";
    };
  }

  /**
   * The number of one byte that a sequence begins with, which is a version: 0 or 1 of a private
   * key, and 3 of PKCS #12. -1 where it begins with something else, as public keys, certificates
   * and encrypted keys do.
   */
  private static int number(byte[] bytes) {
    int version = content(bytes);
    return version < MAX_HEADER
            && bytes.length > version + 2
            && bytes[version] == 2
            && bytes[version + 1] == 1
        ? bytes[version + 2]
        : -1;
  }

  private static boolean beginsWith(byte[] start, byte[] sequence) {
    int from = content(sequence);
    int to = from + start.length;
    return to <= sequence.length && Arrays.equals(sequence, from, to, start, 0, start.length);
  }

  /** Where the content of a sequence begins. */
  private static int content(byte[] sequence) {
    return 2 + ((sequence[1] & 0x80) == 0 ? 0 : sequence[1] & 0x7f);
  }
}
