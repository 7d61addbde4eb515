// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The one place that knows the formats of keys and certificates that are not read here. It answers
 * when a reader found nothing to read, so that a damaged file and a foreign format are different
 * messages.
 */
public final class ForeignFormats {
  private static final String PRIVATE_DER =
      "convert it: openssl pkey -inform DER -in FILE -out key.pem";
  private static final String PUBLIC_DER =
      "convert it: openssl pkey -pubin -inform DER -in FILE -out public.pem";
  private static final String CERTIFICATE_DER =
      "convert it: openssl x509 -inform DER -in FILE -out certificate.pem";
  private static final int SHOWN = 4096;
  private static final Pattern SECRET = Pattern.compile("(?m)^kind: {1,8}Secret\\s*$");

  private ForeignFormats() {}

  /** What a text is that has no PEM block of the kind that is wanted. */
  public static MaterialProblem problem(String text, Wanted wanted) {
    List<PemBlock> blocks;
    try {
      blocks = PemBlocks.all(text);
    } catch (IllegalArgumentException e) {
      return damaged(String.valueOf(e.getMessage()), wanted);
    }
    return blocks.isEmpty() ? withoutPem(text.strip(), wanted) : found(blocks, wanted);
  }

  /** The first block that says most: keys and certificates before parameters of a curve. */
  private static MaterialProblem found(List<PemBlock> blocks, Wanted wanted) {
    PemBlock block =
        blocks.stream()
            .filter(one -> !one.label().endsWith("PARAMETERS"))
            .findFirst()
            .orElse(blocks.getFirst());
    return ForeignPem.problem(block, wanted);
  }

  /** A PEM text, or a block in it, that cannot be read. */
  public static MaterialProblem damaged(String why, Wanted wanted) {
    return new MaterialProblem(
        "is damaged: " + why,
        "copy the file with this " + wanted.text() + " again, from beginning to end");
  }

  /** A block that cannot be decoded. */
  public static MaterialProblem damaged(PemBlock block, Wanted wanted) {
    return block.hasWrittenLineBreaks()
        ? new MaterialProblem(
            "contains the two characters '\\n' where its lines should end",
            "write it with line breaks: printf '%b' \"$(cat FILE)\" > key.pem")
        : damaged("the content of its PEM block '" + block.label() + "' is not valid", wanted);
  }

  private static MaterialProblem withoutPem(String text, Wanted wanted) {
    String start = text.substring(0, Math.min(text.length(), SHOWN));
    if (start.isEmpty()) {
      return new MaterialProblem("is empty", "give a " + wanted.text() + " in PEM");
    }
    if (start.startsWith("PuTTY-User-Key-File")) {
      return new MaterialProblem(
          "is a key of PuTTY",
          "convert it: puttygen FILE -O private-openssh-new -o key.pem && ssh-keygen -p -m PKCS8 -f key.pem");
    }
    if (start.startsWith("ecdsa-sha2-")) {
      return new MaterialProblem(
          "is an OpenSSH public key",
          wanted == Wanted.PUBLIC_KEY
              ? "convert it: ssh-keygen -e -m PKCS8 -f FILE > public.pem"
              : "give a " + wanted.text() + " in PEM");
    }
    if (start.startsWith("ssh-") || start.startsWith("sk-ssh-") || start.startsWith("sk-ecdsa-")) {
      return ForeignPem.otherAlgorithm(
          "an OpenSSH public key of the type " + start.split("[\\s@]", 2)[0]);
    }
    if (start.startsWith("untrusted comment:")) {
      return ForeignPem.otherAlgorithm("a key of minisign or signify, which is Ed25519");
    }
    if (start.startsWith("{")) {
      return new MaterialProblem(
          "is JSON (" + (text.contains("\"kty\"") ? "a JSON Web Key" : "not a key") + "), not PEM",
          "give a " + wanted.text() + " in PEM");
    }
    if (start.matches("(?s)[a-z][a-z0-9+.-]{1,15}:[^\\s].*") && !start.contains("\n")) {
      return new MaterialProblem(
          "is the address of a key rather than a key",
          "for a token give it to 'oms sign pkcs11-key --pkcs11-uri'; keys of a key management service have"
              + " to be reached through its PKCS #11 module");
    }
    if (start.startsWith("<")) {
      return new MaterialProblem(
          "is a page of HTML or XML rather than a " + wanted.text(),
          "download the file itself; such a page often asks to sign in");
    }
    if (SECRET.matcher(start).find()) {
      return new MaterialProblem(
          "is the manifest of a Secret, whose values are base64",
          "take one out of it: kubectl create --dry-run=client -f FILE -o go-template='{{index .data"
              + " \"NAME\"}}' | base64 -d > FILE.pem");
    }
    return withoutMarkers(text, wanted);
  }

  private static MaterialProblem withoutMarkers(String text, Wanted wanted) {
    String start = text.substring(0, Math.min(text.length(), SHOWN));
    if (start.matches("(?s).*[\\u2010-\\u2015]\\s{0,8}BEGIN .*")) {
      return new MaterialProblem(
          "has other dashes than '-' around BEGIN, as word processors write them",
          "take a copy of the file that no word processor has changed");
    }
    String compact = text.replaceAll("\\s", "");
    if (compact.matches("[A-Za-z0-9+/]{16,}={0,2}")) {
      try {
        byte[] decoded = Base64.getDecoder().decode(compact);
        return new String(decoded, StandardCharsets.ISO_8859_1).contains("-----BEGIN")
            ? new MaterialProblem(
                "is base64 of a PEM text",
                "decode it once: base64 -d FILE > key.pem (kubectl create secret --from-file encodes by itself)")
            : new MaterialProblem(
                "is base64 without the lines that begin and end PEM",
                "decode it: base64 -d FILE > key.der. Then "
                    + ofDer(wanted).replace("FILE", "key.der"));
      } catch (IllegalArgumentException e) {
        return noPem(wanted);
      }
    }
    return noPem(wanted);
  }

  private static MaterialProblem noPem(Wanted wanted) {
    return new MaterialProblem(
        "contains no PEM block",
        "give a " + wanted.text() + " in PEM, which begins with -----BEGIN");
  }

  /** What bytes are that are not text. */
  static MaterialProblem ofBytes(byte[] bytes, Wanted wanted) {
    String magic =
        HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, 4)).toUpperCase(Locale.ROOT);
    if (magic.equals("FEEDFEED") || magic.equals("CECECECE")) {
      return new MaterialProblem(
          "is a Java key store",
          "convert it: keytool -importkeystore -srckeystore FILE -destkeystore key.p12 -deststoretype PKCS12,"
              + " then openssl pkcs12 -in key.p12 -out key.pem");
    }
    if (bytes.length > 4 && bytes[0] == 0x30) {
      return isPkcs12(bytes)
          ? new MaterialProblem("is a PKCS #12 file", ofPkcs12(wanted))
          : new MaterialProblem("is in DER, not in PEM", ofDer(wanted));
    }
    for (int i = 0; i < Math.min(bytes.length, SHOWN); i++) {
      if (bytes[i] == 0) {
        return new MaterialProblem(
            "is UTF-16 or not text at all",
            "if it is a text, write it as UTF-8: iconv -f UTF-16LE -t UTF-8 FILE > key.pem");
      }
    }
    return new MaterialProblem("is not text", "give a " + wanted.text() + " in PEM");
  }

  private static String ofDer(Wanted wanted) {
    return switch (wanted) {
      case PRIVATE_KEY -> PRIVATE_DER;
      case PUBLIC_KEY -> PUBLIC_DER;
      case CERTIFICATE -> CERTIFICATE_DER;
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

  /** A sequence that begins with the version 3, which neither keys nor certificates do. */
  private static boolean isPkcs12(byte[] bytes) {
    int octets = (bytes[1] & 0x80) == 0 ? 0 : bytes[1] & 0x7f;
    int version = 2 + octets;
    return octets < 5
        && bytes.length > version + 2
        && bytes[version] == 2
        && bytes[version + 1] == 1
        && bytes[version + 2] == 3;
  }
}
