// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.registry.image;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A layer as a tar archive, member by member. */
public final class TarLayer {
  private final ByteArrayOutputStream archive = new ByteArrayOutputStream();

  /** A file. */
  public TarLayer file(String name, String content) {
    return member('0', name, "", content);
  }

  TarLayer directory(String name) {
    return member('5', name, "", "");
  }

  TarLayer symbolicLink(String name, String target) {
    return member('2', name, target, "");
  }

  TarLayer hardLink(String name, String target) {
    return member('1', name, target, "");
  }

  TarLayer member(char type, String name, String link, String content) {
    byte[] body = content.getBytes(StandardCharsets.UTF_8);
    byte[] header = new byte[512];
    put(header, 0, name);
    put(header, 100, "0000644\0");
    put(header, 124, "%011o\0".formatted(body.length));
    put(header, 156, String.valueOf(type));
    put(header, 157, link);
    put(header, 257, "ustar\0" + "00");
    put(header, 148, "        ");
    int sum = 0;
    for (byte b : header) {
      sum += b & 0xff;
    }
    put(header, 148, "%06o\0 ".formatted(sum));
    archive.writeBytes(header);
    archive.writeBytes(body);
    archive.writeBytes(new byte[(512 - body.length % 512) % 512]);
    return this;
  }

  /** A member with a record of POSIX before it. */
  TarLayer extended(String key, String value, String name, String content) {
    String record = " " + key + "=" + value + "\n";
    int length = record.length() + 2;
    while (length != record.length() + String.valueOf(length).length()) {
      length++;
    }
    return member('x', "extension", "", length + record).file(name, content);
  }

  private static void put(byte[] header, int at, String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    System.arraycopy(bytes, 0, header, at, bytes.length);
  }

  /** The archive so far, with its end. */
  public byte[] bytes() {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(archive.toByteArray());
    whole.writeBytes(new byte[1024]);
    return whole.toByteArray();
  }
}
