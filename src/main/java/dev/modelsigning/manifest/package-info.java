/**
 * The files of a model and their digests: directory walk, serialization, parallel hashing,
 * differences. The only reader of model files.
 */
@NullMarked
package dev.modelsigning.manifest;

import org.jspecify.annotations.NullMarked;
