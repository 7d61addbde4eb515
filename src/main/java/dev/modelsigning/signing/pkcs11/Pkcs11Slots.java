// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.signing.SigningException;
import dev.modelsigning.text.Printable;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** Finds the token that a URI names. */
final class Pkcs11Slots {
  private static final int MAX_SLOTS = 1024;

  /** {@code CK_TOKEN_INFO} has 208 bytes; later versions may be longer. */
  private static final long TOKEN_INFO_BYTES = 512;

  private static final long FLAGS = 96;
  private static final long LOGIN_REQUIRED = 0x4;
  private static final long PIN_PAD = 0x100;
  private static final long INITIALIZED = 0x400;

  private final Pkcs11Module module;

  Pkcs11Slots(Pkcs11Module module) {
    this.module = module;
  }

  /** A token in a slot. */
  record Slot(long id, String label, boolean loginRequired, boolean pinPad) {}

  /**
   * Finds the token.
   *
   * @throws SigningException if there is none, or more than one
   */
  Slot find(Pkcs11Uri uri) throws SigningException {
    List<Slot> found = new ArrayList<>();
    OptionalLong wanted = uri.slotId();
    try (Arena arena = Arena.ofConfined()) {
      for (long id : slotIds(arena)) {
        if (wanted.isEmpty() || wanted.getAsLong() == id) {
          matching(arena, id, uri).ifPresent(found::add);
        }
      }
    }
    if (found.size() == 1) {
      return found.getFirst();
    }
    if (found.isEmpty()) {
      throw new SigningException(
          "no token of %s matches %s; correct 'token', 'serial' or 'slot-id'"
              .formatted(module.file(), uri));
    }
    throw new SigningException(
        "%d tokens of %s match %s; select one by 'token', 'serial' or 'slot-id'"
            .formatted(found.size(), module.file(), uri));
  }

  private long[] slotIds(Arena arena) throws SigningException {
    MemorySegment count = arena.allocate(Pkcs11Module.ULONG);
    MemorySegment ids = arena.allocate(Pkcs11Module.ULONG, MAX_SLOTS);
    count.set(Pkcs11Module.ULONG, 0, MAX_SLOTS);
    byte tokenPresent = 1;
    module.call(Pkcs11Module.Call.GET_SLOT_LIST, tokenPresent, ids, count);
    long bytes = count.get(Pkcs11Module.ULONG, 0) * Pkcs11Module.ULONG.byteSize();
    return ids.asSlice(0, bytes).toArray(Pkcs11Module.ULONG);
  }

  private Optional<Slot> matching(Arena arena, long id, Pkcs11Uri uri) throws SigningException {
    MemorySegment info = arena.allocate(TOKEN_INFO_BYTES, Pkcs11Module.ULONG.byteAlignment());
    long status = module.status(Pkcs11Module.Call.GET_TOKEN_INFO, id, info);
    if (status == Pkcs11Status.TOKEN_NOT_PRESENT || status == Pkcs11Status.TOKEN_NOT_RECOGNIZED) {
      return Optional.empty(); // a card of another kind in another slot
    }
    Pkcs11Status.check(Pkcs11Module.Call.GET_TOKEN_INFO.text(), status);
    long flags = info.get(Pkcs11Module.ULONG, FLAGS);
    String label = text(info, 0, 32);
    boolean matches =
        (flags & INITIALIZED) != 0
            && same(uri.text("token"), label)
            && same(uri.text("manufacturer"), text(info, 32, 32))
            && same(uri.text("model"), text(info, 64, 16))
            && same(uri.text("serial"), text(info, 80, 16));
    return matches
        ? Optional.of(
            new Slot(
                id,
                Printable.shortened(label),
                (flags & LOGIN_REQUIRED) != 0,
                (flags & PIN_PAD) != 0))
        : Optional.empty();
  }

  private static boolean same(Optional<String> wanted, String found) {
    return wanted.isEmpty() || wanted.get().equals(found);
  }

  /** Padded with spaces, without a terminator. */
  private static String text(MemorySegment info, long from, long length) {
    byte[] bytes = info.asSlice(from, length).toArray(ValueLayout.JAVA_BYTE);
    return new String(bytes, StandardCharsets.UTF_8).stripTrailing();
  }
}
