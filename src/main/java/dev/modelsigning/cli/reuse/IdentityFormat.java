// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.cli.reuse;

import dev.modelsigning.cli.reuse.IdentityStore.RefusedException;
import dev.modelsigning.manifest.Digest;
import dev.modelsigning.manifest.walk.FileIdentity;
import dev.modelsigning.manifest.walk.ModelFiles;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Encodes identities of files, after the digest of the bundle they belong to. */
final class IdentityFormat {
  private static final int MAGIC = 0x4f4d5349; // OMSI
  private static final int VERSION = 1;

  private IdentityFormat() {}

  static byte[] encode(Map<String, FileIdentity> identities, Digest bundle) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(bytes)) {
      out.writeInt(MAGIC);
      out.writeByte(VERSION);
      out.write(bundle.value());
      out.writeInt(identities.size());
      for (Map.Entry<String, FileIdentity> entry : identities.entrySet()) {
        out.writeUTF(entry.getKey());
        FileIdentity identity = entry.getValue();
        out.writeLong(identity.device());
        out.writeLong(identity.inode());
        out.writeLong(identity.size());
        out.writeLong(identity.modifiedNanos());
        out.writeLong(identity.changedNanos());
      }
    }
    return bytes.toByteArray();
  }

  /** Decodes what {@link #encode} wrote for this bundle, and refuses anything else. */
  static Map<String, FileIdentity> decode(byte[] bytes, Digest bundle) throws RefusedException {
    try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
      if (in.readInt() != MAGIC || in.readUnsignedByte() != VERSION) {
        throw new RefusedException("the record has another version");
      }
      if (!new Digest(Digest.SHA256, in.readNBytes(32)).equals(bundle)) {
        throw new RefusedException("the record belongs to another bundle");
      }
      int count = in.readInt();
      if (count < 0 || count > ModelFiles.MAX_FILES) {
        throw new RefusedException(
            "the record is damaged: it states an impossible number of files");
      }
      Map<String, FileIdentity> identities = new HashMap<>();
      for (int i = 0; i < count; i++) {
        String name = in.readUTF();
        FileIdentity identity =
            new FileIdentity(
                in.readLong(), in.readLong(), in.readLong(), in.readLong(), in.readLong());
        if (Optional.ofNullable(identities.put(name, identity)).isPresent()) {
          throw new RefusedException("the record is damaged: it holds a name twice");
        }
      }
      if (in.read() != -1) {
        throw new RefusedException("the record is damaged: it has trailing bytes");
      }
      return identities;
    } catch (IOException | IllegalArgumentException e) {
      throw new RefusedException("the record is damaged", e);
    }
  }
}
