// SPDX-License-Identifier: Apache-2.0
package dev.modelsigning.api.v1alpha1;

/**
 * Rules (CEL) that several fields share, with the messages a user sees when one is broken. The API
 * server puts the path of the field in front of the message, so a message says what is accepted,
 * with an example.
 */
final class CelRules {
  /** Longest name of an object, RFC 1123 subdomain. */
  static final long NAME_LENGTH = 253;

  /** Longest path, in characters. */
  static final long PATH_LENGTH = 4096;

  /** Longest reference of an image, in characters. */
  static final long REFERENCE_LENGTH = 512;

  /** Longest PEM text of one public key, in characters. */
  static final long PUBLIC_KEY_LENGTH = 8192;

  /** Longest PEM text of a CA bundle, in characters. */
  static final long CA_BUNDLE_LENGTH = 131_072;

  static final long MIRROR_CA_LENGTH = 65_536;

  /** Longest PEM text of a timestamp authority, in characters. */
  static final long TIMESTAMP_CHAIN_LENGTH = 32_768;

  /** Longest bundle in a resource, in characters; an object in etcd holds 1.5 MiB. */
  static final long INLINE_BUNDLE_LENGTH = 1_048_576;

  /** Longest trusted root, in characters: 512 KiB. */
  static final long TRUSTED_ROOT_LENGTH = ModelTrustRoot.MAX_CHARACTERS;

  /** Longest root of a TUF repository, in characters. */
  static final long TUF_ROOT_LENGTH = 131_072;

  /** Longest identity, identity provider or pattern, in characters. */
  static final long IDENTITY_LENGTH = 2048;

  /** Largest user or group id that Kubernetes takes. */
  static final double LARGEST_ID = 2_147_483_647;

  static final String OBJECT_NAME = "self.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')";
  static final String OBJECT_NAME_MESSAGE =
      "must be the name of an object, such as 'llama-3-8b': lowercase letters, digits, '-' and '.',"
          + " starting and ending with a letter or a digit";

  static final String OBJECT_NAMES = "self.all(n, n.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$'))";
  static final String OBJECT_NAMES_MESSAGE =
      "must be names of objects, such as 'models-registry': lowercase letters, digits, '-' and '.',"
          + " starting and ending with a letter or a digit";

  static final String PINNED = "self.matches('@sha256:[0-9a-f]{64}$')";
  static final String PINNED_MESSAGE =
      "must pin the image by its digest, such as 'registry.example.com/models/minilm@sha256:...'"
          + " with 64 lowercase hexadecimal digits, because a tag can be moved to other files";

  static final String IMAGE_NAME =
      "self.matches('^[^@]*$') || self.matches('^[a-zA-Z0-9][-a-zA-Z0-9._:/]*@[^@]*$')";
  static final String IMAGE_NAME_MESSAGE =
      "must begin with the registry and the name of the image, such as"
          + " 'registry.example.com/models/minilm': letters, digits, '-', '_', '.', ':' and '/'";

  static final String DATA_KEY_MESSAGE =
      "must be a key of the object's data, such as 'model.sig': letters, digits, '-', '_' and '.'";

  static final String RELATIVE_PATH_MESSAGE =
      "must be a relative path without empty or '.' segments, such as 'models/v1'; omit the field"
          + " to use the default";

  static final String ABSOLUTE_PATH_MESSAGE =
      "must be an absolute path without empty or '.' segments, such as '/models'; omit the field to"
          + " use the whole image";

  static final String NO_PARENT_MESSAGE =
      "must not contain a '..' segment: write the path without it, such as 'models/v1'";

  static final String NO_NUL_MESSAGE =
      "must not contain a NUL character: write plain text, such as 'models/v1'";

  /** Of rules at the object around the text: API servers print a text that its own rule refuses. */
  static final String NO_PRIVATE_KEY_MESSAGE =
      "contains a private key, which must never be stored here: provide public material only, such"
          + " as the output of 'openssl pkey -pubout', and replace the key pair, because anyone who"
          + " can read this API may have seen it";

  // Those of fields into which somebody may paste a private key are rules of the object around.

  static final String NAME_IS_OBJECT_NAME =
      "!has(self.name) || self.name.matches('^[a-z0-9]([-a-z0-9.]*[a-z0-9])?$')";
  static final String KEY_IS_DATA_KEY = "!has(self.key) || self.key.matches('^[-._a-zA-Z0-9]+$')";

  static final String WHOLE_ISSUER = "!has(self.issuer) || !self.issuer.matches('[*\\\\s]')";
  static final String WHOLE_SUBJECT = "!has(self.subject) || !self.subject.matches('[*\\\\s]')";
  static final String WHOLE_TEXT_MESSAGE =
      "is compared as a whole and '*' is not a wildcard: write the exact text without spaces, such"
          + " as 'https://accounts.example.com', or use the field that ends in RegExp";

  /** The core checks this and more when the policy is read. A list would cost too much. */
  static final String NOT_ANYONE =
      "!'https://unlikely.invalid'.matches('^(?:' + self + ')$')"
          + " && !'https://unlikely.invalid/some/path'.matches('^(?:' + self + ')$')"
          + " && !'https://unlikely.invalid/some/model/.github/workflows/release.yml@refs/heads/main'"
          + ".matches('^(?:' + self + ')$')"
          + " && !'someone@unlikely.invalid'.matches('^(?:' + self + ')$')";

  static final String NOT_ANYONE_MESSAGE =
      "must not match identities that anyone can obtain: include the host or domain of the intended"
          + " signers, such as 'https://github\\.com/example/.*' or '.*@example\\.com'";

  static final String NAMES_NOT_ANYONE =
      "self.all(e, !'https://unlikely.invalid/some/path'.matches('^(?:' + e + ')$')"
          + " && !'someone@unlikely.invalid'.matches('^(?:' + e + ')$')"
          + " && !'some.unlikely.invalid'.matches('^(?:' + e + ')$'))";

  static final String NAMES_NOT_ANYONE_MESSAGE =
      "must not match names that anyone can have: include the host or domain of the intended"
          + " signers, such as 'https://ci\\.example\\.com/.*' or '.*@example\\.com'";

  static final String CLAIM_NAMES =
      "self.all(k, k in ['kubernetes-namespace', 'kubernetes-service-account',"
          + " 'github-workflow-trigger', 'github-workflow-sha', 'github-workflow-name',"
          + " 'github-workflow-repository', 'github-workflow-ref', 'build-signer-uri',"
          + " 'build-signer-digest', 'runner-environment', 'source-repository-uri',"
          + " 'source-repository-digest', 'source-repository-ref', 'source-repository-id',"
          + " 'source-repository-owner-uri', 'source-repository-owner-id', 'build-config-uri',"
          + " 'build-config-digest', 'build-trigger', 'run-invocation-uri',"
          + " 'source-repository-visibility'])";

  static final String CLAIM_NAMES_MESSAGE =
      "must have names of token claims that certificates contain, such as 'kubernetes-namespace' or"
          + " 'source-repository-uri': correct the name; the description of the field lists them";

  static final String INTERVAL = "self.matches('^([1-9][0-9]{1,3}m|[1-9][0-9]{0,3}[hd])$')";
  static final String INTERVAL_MESSAGE =
      "must be a whole number and m, h or d, at least ten minutes, such as '24h'; omit the field to"
          + " measure only when something changed";
  static final String FINGERPRINT_INTERVAL_MESSAGE =
      "must be a whole number and m, h or d, at least ten minutes, such as '30m'; omit the field to"
          + " rely on full measurements only";

  static final String REFRESH_INTERVAL_MESSAGE =
      "must be a whole number and m, h or d, at least ten minutes, such as '24h'; omit the field to"
          + " refresh once a day";

  static final String SERVICE_URL = "self.matches('^https?://[^/?#@\\\\s]+(/[^?#\\\\s]*)?$')";
  static final String SERVICE_URL_MESSAGE =
      "must be the URL of a service, such as 'https://tuf.example.com': http or https with a host,"
          + " and without user, query and fragment";

  static final String DIGEST = "self.matches('^sha256:[0-9a-f]{64}$')";
  static final String DIGEST_MESSAGE =
      "must be a digest: 'sha256:' and 64 lowercase hexadecimal digits, as registries show them";

  static final String NOT_SUSPENDED = "!has(self.suspend) || !self.suspend";
  static final String NOT_SUSPENDED_MESSAGE =
      "suspend cannot be true, because it cannot be edited, so that the job would never go on: omit it, and create the job once it may sign";

  static final String DIGESTS = "self.all(d, d.matches('^sha256:[0-9a-f]{64}$'))";
  static final String DIGESTS_MESSAGE =
      "must be digests as the status shows them: 'sha256:' and 64 lowercase hexadecimal digits";

  static final String CONTAINER_PATHS =
      "self.all(p, p.startsWith('/') && p != '/' && !(p + '/').contains('/../') && !(p + '/').contains('/./') && !(p + '/').contains('//'))";
  static final String CONTAINER_PATHS_MESSAGE =
      "must be absolute directories below '/', without empty, '.' or '..' segments or a '/' at the end, such as '/var/log': correct the path";

  static final String IMMUTABLE = "self == oldSelf";

  /**
   * Base64 of a private key, by what its DER begins with: a sequence and a small number, where that
   * of a public key has another sequence. That of OpenSSH begins with a name. One with a password
   * has the object identifier of PKCS #5 or of PKCS #12, in base64 at each of three places.
   */
  private static final String PRIVATE =
      "(self.publicKey.contains('PRIVATE KEY') || self.publicKey.contains(',ENCRYPTED') || self.publicKey.matches('(^|-----)\\\\s*(b3BlbnNzaC1rZXk|M([A-Za-z0-9+/]{3}AgE|[A-Za-z0-9+/]{2}CAQ|[A-Za-z0-9+/]{4}[AQgw]IB))|KoZIhvcNAQ[Uw]|qGSIb3DQE[FM]|hkiG9w0B(BQ|DA)'))";

  // The API server prints the value that a rule of the field itself refuses. Whatever may be a
  // private key is judged by rules of the object around it.

  static final String NO_PRIVATE_KEY = "!has(self.publicKey) || !" + PRIVATE;

  static final String PUBLIC_KEY =
      "!has(self.publicKey) || "
          + PRIVATE
          + " || (self.publicKey.trim().startsWith('-----BEGIN PUBLIC KEY-----') && self.publicKey.trim().endsWith('-----END PUBLIC KEY-----') && self.publicKey.trim().split('-----BEGIN ').size() == 2)";

  static final String PUBLIC_KEY_MESSAGE =
      "must be exactly one PEM block from '-----BEGIN PUBLIC KEY-----' to '-----END PUBLIC KEY-----' without text before or after it, such as the output of 'openssl pkey -pubout'";

  static final String NO_PRIVATE_KEY_IN_BUNDLE =
      "!has(self.caBundle) || !(self.caBundle.contains('PRIVATE KEY') || self.caBundle.contains(',ENCRYPTED'))";
  static final String NO_PRIVATE_KEY_IN_CHAIN =
      "!has(self.chain) || !(self.chain.contains('PRIVATE KEY') || self.chain.contains(',ENCRYPTED'))";

  // What is called a certificate and is none, by what base64 of it begins with: a certificate is a
  // sequence that begins with a sequence, of more than 127 bytes each. In three rules, and with as
  // little as tells the beginning of a block from its end and from text between blocks, since what
  // the API server lets a rule cost grows with the length of its expression. A small key with a
  // password begins with a sequence of fewer bytes; the rule that tells it has no room to tell a
  // beginning from an end, so that a line right after a block must not begin with MIG or MIH.

  static final String BUNDLE_OF_CERTIFICATES =
      "!has(self.caBundle) || !self.caBundle.matches('N \\\\w+-\\\\W+MII...[^C]')";
  static final String BUNDLE_OF_SEQUENCES =
      "!has(self.caBundle) || !self.caBundle.matches('E-+\\\\s+MI[GH].M?[^IM]')";
  static final String BUNDLE_OF_LONG_SEQUENCES =
      "!has(self.caBundle) || !self.caBundle.matches('N \\\\w+-\\\\W+(b3B|M[^I])')";

  static final String CHAIN_OF_CERTIFICATES =
      "!has(self.chain) || !self.chain.matches('N \\\\w+-\\\\W+MII...[^C]')";
  static final String CHAIN_OF_SEQUENCES =
      "!has(self.chain) || !self.chain.matches('E-+\\\\s+MI[GH].M?[^IM]')";
  static final String CHAIN_OF_LONG_SEQUENCES =
      "!has(self.chain) || !self.chain.matches('N \\\\w+-\\\\W+(b3B|M[^I])')";

  static final String NO_CERTIFICATE_MESSAGE =
      "is called a certificate and is none, and may be a private key: provide certificates, such as"
          + " the output of 'openssl x509 -outform PEM'; if it was a private key, replace the key"
          + " pair, because anyone who can read this API may have seen it";

  // Of texts in which nobody expects a key: its label tells.

  static final String NO_PRIVATE_KEY_IN_IDENTITY =
      "!(has(self.issuerRegExp) && self.issuerRegExp.contains('PRIVATE KEY')) && !(has(self.subjectRegExp) && self.subjectRegExp.contains('PRIVATE KEY'))";
  static final String NO_PRIVATE_KEY_IN_NAMES =
      "!has(self.subjectAltNameRegExps) || !self.subjectAltNameRegExps.exists(e, e.contains('PRIVATE KEY'))";
  static final String NO_PRIVATE_KEY_IN_PATH =
      "!has(self.path) || !self.path.contains('PRIVATE KEY')";
  static final String PATH_WITHOUT_PARENT =
      "!has(self.path) || !('/' + self.path + '/').contains('/../')";
  static final String PATH_WITHOUT_NUL = "!has(self.path) || !self.path.contains('\\u0000')";
  static final String RELATIVE_FILE =
      "!has(self.path) || (self.path.size() > 0 && !self.path.startsWith('/') && !('/' + self.path + '/').contains('//')"
          + " && !('/' + self.path + '/').contains('/./'))";
  static final String ABSOLUTE_PATH_OF_IMAGE =
      "!has(self.path) || self.path == '/' || (self.path.startsWith('/') && !self.path.endsWith('/') && !self.path.contains('//')"
          + " && !(self.path + '/').contains('/./'))";
  static final String NO_PRIVATE_KEY_IN_SUB_PATH =
      "!has(self.subPath) || !self.subPath.contains('PRIVATE KEY')";
  static final String SUB_PATH_WITHOUT_PARENT =
      "!has(self.subPath) || !('/' + self.subPath + '/').contains('/../')";
  static final String SUB_PATH_WITHOUT_NUL =
      "!has(self.subPath) || !self.subPath.contains('\\u0000')";
  static final String RELATIVE_SUB_PATH =
      "!has(self.subPath) || (self.subPath.size() > 0 && !self.subPath.startsWith('/') && !('/' + self.subPath + '/').contains('//')"
          + " && !('/' + self.subPath + '/').contains('/./'))";
  static final String NO_PRIVATE_KEY_IN_IGNORE_PATHS =
      "!has(self.ignorePaths) || !self.ignorePaths.exists(e, e.contains('PRIVATE KEY'))";
  static final String NO_PRIVATE_KEY_IN_IGNORED_PATHS =
      "!has(self.ignoredPaths) || !self.ignoredPaths.exists(e, e.contains('PRIVATE KEY'))";

  static final String CERTIFICATES =
      "!has(self.caBundle) || self.caBundle.contains('PRIVATE KEY') || (self.caBundle.trim().startsWith('-----BEGIN CERTIFICATE-----') && self.caBundle.trim().endsWith('-----END CERTIFICATE-----'))";
  static final String CERTIFICATES_MESSAGE =
      "must be PEM text from '-----BEGIN CERTIFICATE-----' to '-----END CERTIFICATE-----' without text before or after it, such as the output of 'openssl x509 -outform PEM'";

  private CelRules() {}
}
