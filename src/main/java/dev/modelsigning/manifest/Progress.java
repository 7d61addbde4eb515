package dev.modelsigning.manifest;

/**
 * How far hashing is. The totals are known from the start and do not change.
 *
 * @param filesDone files hashed
 * @param filesTotal files to hash
 * @param bytesDone bytes hashed
 * @param bytesTotal bytes to hash
 */
public record Progress(long filesDone, long filesTotal, long bytesDone, long bytesTotal) {}
