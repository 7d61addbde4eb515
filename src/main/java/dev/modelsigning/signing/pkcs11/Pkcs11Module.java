// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.signing.pkcs11;

import dev.modelsigning.signing.SigningException;
import java.lang.foreign.AddressLayout;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.lang.foreign.ValueLayout;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * A PKCS #11 library (version 2.40, also called Cryptoki), called through {@code
 * java.lang.foreign}. The JDK's provider only finds private keys with a certificate of the same id,
 * not keys alone.
 *
 * <p>Only for platforms where {@code CK_ULONG} has 64 bits and structures are not packed: all
 * platforms of the JDK except Windows.
 */
@SuppressWarnings("restricted") // the start scripts grant native access
final class Pkcs11Module implements AutoCloseable {
  /** {@code CK_ULONG}, and every handle. */
  static final ValueLayout.OfLong ULONG = ValueLayout.JAVA_LONG;

  private static final AddressLayout POINTER = ValueLayout.ADDRESS;

  /** {@code CK_FUNCTION_LIST}: a version, padded to the size of a pointer, then the functions. */
  private static final long FIRST_FUNCTION = POINTER.byteSize();

  private static final long OS_LOCKING_OK = 2;

  /**
   * How many modules use each library. A process initializes a library once, and it looks for
   * tokens only then.
   */
  private static final Map<Path, Integer> USES = new HashMap<>();

  private final Path file;
  private final MemorySegment functions;

  /** The functions that are called, with their index in {@code CK_FUNCTION_LIST}. */
  enum Call {
    INITIALIZE("C_Initialize", 0),
    FINALIZE("C_Finalize", 1),
    GET_SLOT_LIST("C_GetSlotList", 4),
    GET_TOKEN_INFO("C_GetTokenInfo", 6),
    OPEN_SESSION("C_OpenSession", 12),
    CLOSE_SESSION("C_CloseSession", 13),
    LOGIN("C_Login", 18),
    GET_ATTRIBUTE_VALUE("C_GetAttributeValue", 24),
    FIND_OBJECTS_INIT("C_FindObjectsInit", 26),
    FIND_OBJECTS("C_FindObjects", 27),
    FIND_OBJECTS_FINAL("C_FindObjectsFinal", 28),
    SIGN_INIT("C_SignInit", 42),
    SIGN("C_Sign", 43);

    private final String text;
    private final int place;

    Call(String text, int place) {
      this.text = text;
      this.place = place;
    }

    String text() {
      return text;
    }
  }

  private Pkcs11Module(Path file, MemorySegment functions) {
    this.file = file;
    this.functions = functions;
  }

  /**
   * Loads and initializes a library. It stays loaded as long as this process runs: libraries with
   * threads do not survive being unloaded.
   *
   * @throws SigningException if it cannot be loaded, is not a PKCS #11 library, or does not start
   */
  static Pkcs11Module open(Path file) throws SigningException {
    SymbolLookup library;
    try {
      library = SymbolLookup.libraryLookup(file, Arena.global());
    } catch (IllegalArgumentException e) {
      throw new SigningException(
          "the PKCS #11 module %s cannot be loaded; name the library of the token".formatted(file),
          e);
    }
    MemorySegment getList =
        library
            .find("C_GetFunctionList")
            .orElseThrow(
                () ->
                    new SigningException(
                        "%s is not a PKCS #11 module; name another file".formatted(file)));
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(POINTER);
      Pkcs11Status.check("C_GetFunctionList", invoke(getList, list));
      long size = FIRST_FUNCTION + POINTER.byteSize() * (Call.SIGN.place + 1);
      Pkcs11Module module = new Pkcs11Module(file, list.get(POINTER, 0).reinterpret(size));
      module.initialize();
      return module;
    }
  }

  private void initialize() throws SigningException {
    synchronized (USES) {
      if (!USES.containsKey(file)) {
        try (Arena arena = Arena.ofConfined()) {
          // CK_C_INITIALIZE_ARGS: four functions for locks, flags, a reserved pointer.
          MemorySegment locking = arena.allocate(6 * POINTER.byteSize(), POINTER.byteAlignment());
          locking.set(ULONG, 4 * POINTER.byteSize(), OS_LOCKING_OK);
          long status = status(Call.INITIALIZE, locking);
          if (status == Pkcs11Status.ALREADY_INITIALIZED) {
            USES.put(file, 1); // by other code in this process, which may finalize it
          } else {
            Pkcs11Status.check(Call.INITIALIZE.text(), status);
          }
        }
      }
      USES.merge(file, 1, Integer::sum);
    }
  }

  /** The last module to close ends all sessions with the tokens of the library. */
  @Override
  public void close() {
    synchronized (USES) {
      if (USES.merge(file, -1, Integer::sum) == 0) {
        USES.remove(file);
        status(Call.FINALIZE, MemorySegment.NULL);
      }
    }
  }

  /** The library's file, for messages. */
  Path file() {
    return file;
  }

  /**
   * Calls a function that must succeed.
   *
   * @param arguments a {@code Long} for each {@code CK_ULONG}, a {@code Byte} for each {@code
   *     CK_BBOOL}, a {@code MemorySegment} for each pointer
   */
  void call(Call call, Object... arguments) throws SigningException {
    Pkcs11Status.check(call.text(), status(call, arguments));
  }

  /** Calls a function and returns its {@code CK_RV}. */
  long status(Call call, Object... arguments) {
    return invoke(
        functions.get(POINTER, FIRST_FUNCTION + POINTER.byteSize() * call.place), arguments);
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Long ignored -> ULONG;
      case Byte ignored -> ValueLayout.JAVA_BYTE; // CK_BBOOL
      default -> POINTER;
    };
  }

  private static long invoke(MemorySegment function, Object... arguments) {
    MemoryLayout[] layouts =
        Arrays.stream(arguments).map(Pkcs11Module::layout).toArray(MemoryLayout[]::new);
    try {
      return (long)
          Linker.nativeLinker()
              .downcallHandle(function, FunctionDescriptor.of(ULONG, layouts))
              .invokeWithArguments(arguments);
    } catch (Throwable e) { // declared by the handle; C does not throw
      throw new IllegalStateException("a PKCS #11 function cannot be called", e);
    }
  }
}
