// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.manifest.hashing;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;

/** Waits inside the first update until it is interrupted. */
record BlockingEngine(CountDownLatch reading, CountDownLatch release) implements HashEngine {
  @Override
  public String label() {
    return "blocking";
  }

  @Override
  public int lanes() {
    return 1;
  }

  @Override
  public Hasher newHasher() {
    Hasher jdk = JavaEngine.SHA256.newHasher();
    return new Hasher() {
      @Override
      public ByteBuffer buffer(int lane) {
        return jdk.buffer(lane);
      }

      @Override
      public long address(int lane) {
        return jdk.address(lane);
      }

      @Override
      public void begin(int lane, long offset, long length, boolean whole) {
        jdk.begin(lane, offset, length, whole);
      }

      @Override
      public void update(int[] lengths) {
        reading.countDown();
        try {
          release.await();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
        }
      }

      @Override
      public byte[] finish(int lane) {
        return jdk.finish(lane);
      }

      @Override
      public void close() {
        jdk.close();
      }
    };
  }
}
