// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.pki;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The one place that knows the formats of keys and certificates that are not read here. It answers
 * when a reader found nothing to read, so that a damaged file and a foreign format are different
 * messages.
 */
public final class ForeignFormats {
  private static final int SHOWN = 4096;
  private static final Pattern SECRET = Pattern.compile("(?m)^kind: {1,8}Secret\\s*$");
  private static final Pattern AGE_KEY = Pattern.compile("(?m)^AGE-SECRET-KEY-");
  private static final Pattern PUTTY_KEY = Pattern.compile("(?m)^PuTTY-User-Key-File-");

  /**
   * Base64 of a private key, by what its DER begins with: a sequence and a small number. Only where
   * a text or a block begins, since other lines of base64 may begin with the same characters.
   */
  private static final Pattern PRIVATE_DER =
      Pattern.compile(
          "(^|-----)\\s*M([A-Za-z0-9+/]{3}AgE|[A-Za-z0-9+/]{2}CAQ|[A-Za-z0-9+/]{4}[AQgw]IB)");

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

  /**
   * A private key in a text, beside the public key or the certificates that readers take from it.
   * Empty where there is none, and where there is nothing else: readers then say what the text is.
   */
  public static Optional<MaterialProblem> privateKeyBeside(String text, Wanted wanted) {
    boolean hasPrivateKey =
        text.contains(PemBlocks.PRIVATE_KEY)
            || PRIVATE_DER.matcher(text).find()
            || AGE_KEY.matcher(text).find()
            || PUTTY_KEY.matcher(text).find();
    return hasPrivateKey && text.contains(wanted.text().toUpperCase(Locale.ROOT) + "-----")
        ? Optional.of(
            new MaterialProblem(
                "holds a private key beside the " + wanted.text(),
                "keep only the " + wanted.text() + " there; the private key stays with the signer"))
        : Optional.empty();
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
    Optional<MaterialProblem> ofSsh = ofSsh(start, wanted);
    return ofSsh.isPresent() ? ofSsh.get() : ofOtherTools(text, start, wanted);
  }

  private static Optional<MaterialProblem> ofSsh(String start, Wanted wanted) {
    if (start.startsWith("PuTTY-User-Key-File")) {
      return Optional.of(
          new MaterialProblem(
              "is a key of PuTTY",
              "convert it: puttygen FILE -O private-openssh-new -o key.pem && ssh-keygen -p -m PKCS8 -f key.pem"));
    }
    if (start.startsWith("ecdsa-sha2-")) {
      return Optional.of(
          new MaterialProblem(
              "is an OpenSSH public key",
              wanted == Wanted.PUBLIC_KEY
                  ? "convert it: ssh-keygen -e -m PKCS8 -f FILE > public.pem"
                  : "give a " + wanted.text() + " in PEM"));
    }
    if (start.startsWith("ssh-") || start.startsWith("sk-ssh-") || start.startsWith("sk-ecdsa-")) {
      return Optional.of(
          ForeignPem.otherAlgorithm(
              "an OpenSSH public key of the type " + start.split("[\\s@]", 2)[0]));
    }
    if (start.startsWith("---- BEGIN SSH2 PUBLIC KEY ----")) {
      return Optional.of(
          new MaterialProblem(
              "is an SSH public key in the format of RFC 4716",
              wanted == Wanted.PUBLIC_KEY
                  ? "convert it: ssh-keygen -i -m RFC4716 -f FILE > key.pub && ssh-keygen -e -m PKCS8"
                      + " -f key.pub > public.pem"
                  : "give a " + wanted.text() + " in PEM"));
    }
    return Optional.empty();
  }

  private static MaterialProblem ofOtherTools(String text, String start, Wanted wanted) {
    if (start.startsWith("$ANSIBLE_VAULT")) {
      return new MaterialProblem(
          "is encrypted by Ansible Vault",
          "decrypt a copy of it: ansible-vault decrypt --output "
              + ForeignBytes.output(wanted)
              + " FILE");
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
    if (AGE_KEY.matcher(start).find()) { // below comments
      return ForeignPem.otherAlgorithm("a key of age, which encrypts and does not sign");
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
    if (compact.matches("([0-9A-Fa-f]{2}){16,}")) { // which is base64 of something else, too
      return decoded(
          HexFormat.of().parseHex(compact), "is hexadecimal", "xxd -r -p FILE > decoded", wanted);
    }
    if (compact.matches("[A-Za-z0-9+/]{16,}={0,2}")) {
      try {
        return ofBase64(Base64.getDecoder().decode(compact), wanted);
      } catch (IllegalArgumentException e) {
        return noPem(wanted);
      }
    }
    return noPem(wanted);
  }

  private static MaterialProblem ofBase64(byte[] decoded, Wanted wanted) {
    if (new String(decoded, StandardCharsets.ISO_8859_1).contains("-----BEGIN")) {
      return new MaterialProblem(
          "is base64 of a PEM text",
          "decode it once: base64 -d FILE > key.pem (kubectl create secret --from-file encodes by itself)");
    }
    return decoded(
        decoded,
        "is base64 without the lines that begin and end PEM",
        "base64 -d FILE > decoded",
        wanted);
  }

  private static MaterialProblem decoded(byte[] bytes, String what, String command, Wanted wanted) {
    return ForeignBytes.known(bytes, wanted)
        .map(
            file ->
                new MaterialProblem(
                    what + ": decoded, it " + file.what(),
                    "decode it: "
                        + command
                        + ". Then "
                        + file.remedy().replace(MaterialProblem.FILE, "decoded")))
        .orElseGet(() -> noPem(wanted));
  }

  private static MaterialProblem noPem(Wanted wanted) {
    return new MaterialProblem(
        "contains no PEM block",
        "give a " + wanted.text() + " in PEM, which begins with -----BEGIN");
  }
}
