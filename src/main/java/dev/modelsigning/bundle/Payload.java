// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.bundle;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The opaque bytes that an envelope signs. Those of a model with a million files are 150 MB, so
 * they are read as a stream wherever that is enough, and need not be there at all: a signature is
 * over a digest.
 */
public sealed interface Payload {
  /** The number of bytes. */
  long length();

  /**
   * The bytes, from the beginning.
   *
   * @throws UncheckedIOException if their source cannot be read
   * @throws IllegalStateException if only their digests are known
   */
  InputStream open();

  /** All bytes at once, in a new array. */
  default byte[] bytes() {
    try (InputStream in = open()) {
      byte[] bytes = in.readNBytes(Math.toIntExact(length()));
      if (bytes.length != length() || in.read() >= 0) {
        throw new IOException("the payload has another length than before");
      }
      return bytes;
    } catch (IOException e) {
      throw new UncheckedIOException("the payload cannot be read", e);
    }
  }

  /**
   * A digest over these bytes after others.
   *
   * @param jcaName of the digest
   * @param head what comes before; what an envelope of this payload signs begins with it
   */
  default byte[] digest(String jcaName, byte[] head) {
    MessageDigest digest = Digested.digestOf(jcaName);
    digest.update(head);
    byte[] buffer = new byte[1 << 16];
    try (InputStream in = open()) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the payload cannot be read", e);
    }
    return digest.digest();
  }

  /**
   * Bytes in memory.
   *
   * @param content not copied, since it may be large: whoever made it does not change it
   */
  @SuppressWarnings("ArrayRecordComponent") // compared by content, and documented as shared
  record InMemory(byte[] content) implements Payload {
    @Override
    public long length() {
      return content.length;
    }

    @Override
    public InputStream open() {
      return new ByteArrayInputStream(content);
    }

    @Override
    public boolean equals(Object other) {
      return other instanceof InMemory that && Arrays.equals(content, that.content);
    }

    @Override
    public int hashCode() {
      return Arrays.hashCode(content);
    }

    @Override
    public String toString() {
      return "InMemory[" + content.length + " bytes]";
    }
  }

  /**
   * Bytes that stay in a bundle, in base64.
   *
   * @param text where the base64 is
   */
  record InBundle(Base64Text text) implements Payload {
    @Override
    public long length() {
      return text.decodedLength();
    }

    @Override
    public InputStream open() {
      return text.open();
    }
  }

  /**
   * Bytes that somebody else read and of which only digests are here, as a measuring Job hands them
   * over. Whoever believes the digests believes that they are of one payload.
   *
   * @param length of the payload
   * @param sha256 of the payload, in hex
   * @param signed digests of what the envelope signs, in hex, by the names of the digests for
   *     {@link MessageDigest}
   */
  record Digested(long length, String sha256, Map<String, String> signed) implements Payload {
    /** Those that signatures and log entries are over. */
    public static final List<String> NAMES = List.of("SHA-256", "SHA-384", "SHA-512");

    /** Copies the map; refuses a digest that is missing or has another length. */
    public Digested {
      signed = Map.copyOf(signed);
      check(sha256, "SHA-256");
      for (String name : NAMES) {
        check(signed.getOrDefault(name, ""), name);
      }
    }

    private static void check(String hex, String name) {
      if (HexFormat.of().parseHex(hex).length != digestOf(name).getDigestLength()) {
        throw new IllegalArgumentException("a digest is not one of " + name);
      }
    }

    @Override
    public InputStream open() {
      throw new IllegalStateException("only digests of the payload are known");
    }

    @Override
    public byte[] digest(String jcaName, byte[] head) {
      String hex = head.length == 0 ? onlyContent(jcaName) : signed.getOrDefault(jcaName, "");
      return HexFormat.of().parseHex(hex);
    }

    private String onlyContent(String jcaName) {
      return "SHA-256".equals(jcaName) ? sha256 : "";
    }

    /** A digest of the JDK, one of {@link #NAMES}. */
    public static MessageDigest digestOf(String jcaName) {
      try {
        return MessageDigest.getInstance(jcaName);
      } catch (NoSuchAlgorithmException e) {
        throw new IllegalStateException("every Java platform has " + jcaName, e);
      }
    }
  }
}
