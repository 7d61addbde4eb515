// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.signing.SigningException;
import dev.modelsigning.signing.pkcs11.Pkcs11Module.Call;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;

/** A session with a token, logged in if the token requires it. Not thread-safe. */
final class Pkcs11Session implements AutoCloseable {
  static final long PRIVATE_KEY = 3;
  static final long PUBLIC_KEY = 2;
  static final long CERTIFICATE = 1;

  private static final long CLASS = 0x0;
  private static final long LABEL = 0x3;
  private static final long ID = 0x102;

  private static final long SERIAL_SESSION = 4;
  private static final long USER = 1;
  private static final long CONTEXT_SPECIFIC = 2;
  private static final long ECDSA = 0x1041;

  private static final int MAX_FOUND = 16;
  private static final int MAX_ATTRIBUTE = 64 << 10;
  private static final int MAX_SIGNATURE = 1024;

  /** {@code CK_ATTRIBUTE}: type, pointer, length. */
  private static final long ATTRIBUTE = 24;

  private final Pkcs11Module module;
  private final Pkcs11Slots.Slot slot;
  private final Optional<Pkcs11Pin> pin;
  private final long handle;

  private Pkcs11Session(
      Pkcs11Module module, Pkcs11Slots.Slot slot, Optional<Pkcs11Pin> pin, long handle) {
    this.module = module;
    this.slot = slot;
    this.pin = pin;
    this.handle = handle;
  }

  /** Opens a session with the token of a URI, and logs in with the PIN. */
  static Pkcs11Session open(Pkcs11Uri uri) throws SigningException {
    Optional<Pkcs11Pin> pin = Pkcs11Pin.of(uri);
    Pkcs11Module module = Pkcs11Module.open(Pkcs11ModuleFile.of(uri));
    try {
      return open(module, uri, pin);
    } catch (SigningException e) {
      module.close();
      throw e;
    }
  }

  private static Pkcs11Session open(Pkcs11Module module, Pkcs11Uri uri, Optional<Pkcs11Pin> pin)
      throws SigningException {
    Pkcs11Slots.Slot slot = new Pkcs11Slots(module).find(uri);
    if (pin.isEmpty() && slot.loginRequired() && !slot.pinPad()) {
      throw new SigningException(
          "the token '%s' requires a PIN; add 'pin-source=file:/path/of/the/pin' to the URI"
              .formatted(slot.label()));
    }
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment opened = arena.allocate(Pkcs11Module.ULONG);
      module.call(
          Call.OPEN_SESSION,
          slot.id(),
          SERIAL_SESSION,
          MemorySegment.NULL,
          MemorySegment.NULL,
          opened);
      long handle = opened.get(Pkcs11Module.ULONG, 0);
      Pkcs11Session session = new Pkcs11Session(module, slot, pin, handle);
      try {
        session.login(USER);
        return session;
      } catch (SigningException e) {
        module.status(Call.CLOSE_SESSION, handle);
        throw e;
      }
    }
  }

  /** Logs in; without a PIN only if the token has a pad to enter it on. */
  private void login(long user) throws SigningException {
    if (pin.isEmpty() && !slot.pinPad()) {
      return;
    }
    try (Arena arena = Arena.ofConfined()) {
      byte[] bytes = pin.isPresent() ? pin.get().bytes() : new byte[0];
      MemorySegment copy =
          pin.isPresent() ? arena.allocateFrom(ValueLayout.JAVA_BYTE, bytes) : MemorySegment.NULL;
      long status = module.status(Call.LOGIN, handle, user, copy, (long) bytes.length);
      copy.fill((byte) 0);
      Arrays.fill(bytes, (byte) 0);
      if (status != Pkcs11Status.USER_ALREADY_LOGGED_IN) {
        Pkcs11Status.check(Call.LOGIN.text(), status);
      }
    }
  }

  /** The name of the token, for messages. */
  String token() {
    return slot.label();
  }

  /** The objects of a class with this id and label, at most {@value #MAX_FOUND}. */
  long[] find(long objectClass, Optional<byte[]> id, Optional<byte[]> label)
      throws SigningException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment template = arena.allocate(3 * ATTRIBUTE, 8);
      MemorySegment classValue = arena.allocateFrom(Pkcs11Module.ULONG, objectClass);
      put(template, 0, CLASS, classValue);
      long count = 1;
      if (id.isPresent()) {
        put(template, count++, ID, arena.allocateFrom(ValueLayout.JAVA_BYTE, id.get()));
      }
      if (label.isPresent()) {
        put(template, count++, LABEL, arena.allocateFrom(ValueLayout.JAVA_BYTE, label.get()));
      }
      module.call(Call.FIND_OBJECTS_INIT, handle, template, count);
      MemorySegment found = arena.allocate(Pkcs11Module.ULONG, MAX_FOUND);
      MemorySegment foundCount = arena.allocate(Pkcs11Module.ULONG);
      try {
        module.call(Call.FIND_OBJECTS, handle, found, (long) MAX_FOUND, foundCount);
      } finally {
        module.status(Call.FIND_OBJECTS_FINAL, handle);
      }
      long bytes = foundCount.get(Pkcs11Module.ULONG, 0) * Pkcs11Module.ULONG.byteSize();
      return found.asSlice(0, bytes).toArray(Pkcs11Module.ULONG);
    }
  }

  private static void put(MemorySegment template, long index, long type, MemorySegment value) {
    long at = index * ATTRIBUTE;
    template.set(Pkcs11Module.ULONG, at, type);
    template.set(ValueLayout.ADDRESS, at + 8, value);
    template.set(Pkcs11Module.ULONG, at + 16, value.byteSize());
  }

  /** An attribute of an object; empty if it has none of this type, or does not reveal it. */
  Optional<byte[]> attribute(long object, long type) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment template = arena.allocate(ATTRIBUTE, 8);
      template.set(Pkcs11Module.ULONG, 0, type);
      if (module.status(Call.GET_ATTRIBUTE_VALUE, handle, object, template, 1L)
          != Pkcs11Status.OK) {
        return Optional.empty();
      }
      long length = template.get(Pkcs11Module.ULONG, 16);
      if (length < 0 || length > MAX_ATTRIBUTE) { // -1: there is none
        return Optional.empty();
      }
      MemorySegment value = arena.allocate(Math.max(length, 1));
      put(template, 0, type, value);
      template.set(Pkcs11Module.ULONG, 16, length);
      return module.status(Call.GET_ATTRIBUTE_VALUE, handle, object, template, 1L)
              == Pkcs11Status.OK
          ? Optional.of(value.asSlice(0, length).toArray(ValueLayout.JAVA_BYTE))
          : Optional.empty();
    }
  }

  /**
   * Signs a digest with ECDSA.
   *
   * @param loginAgain whether the key requires the PIN before each use
   * @return r and s, each half of the length
   */
  byte[] sign(long key, byte[] digest, boolean loginAgain) throws SigningException {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment mechanism = arena.allocate(ATTRIBUTE, 8);
      mechanism.set(Pkcs11Module.ULONG, 0, ECDSA);
      module.call(Call.SIGN_INIT, handle, mechanism, key);
      if (loginAgain) {
        login(CONTEXT_SPECIFIC);
      }
      MemorySegment data = arena.allocateFrom(ValueLayout.JAVA_BYTE, digest);
      MemorySegment signature = arena.allocate(MAX_SIGNATURE);
      MemorySegment length = arena.allocateFrom(Pkcs11Module.ULONG, MAX_SIGNATURE);
      module.call(Call.SIGN, handle, data, (long) digest.length, signature, length);
      return signature.asSlice(0, length.get(Pkcs11Module.ULONG, 0)).toArray(ValueLayout.JAVA_BYTE);
    }
  }

  @Override
  public void close() {
    // Closing the last session of a token logs out. If that fails, nothing can be done.
    module.status(Call.CLOSE_SESSION, handle);
    module.close();
  }
}
