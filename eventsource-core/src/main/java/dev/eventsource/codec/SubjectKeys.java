// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.codec;

import dev.eventsource.store.Storage;
import java.util.Optional;
import javax.crypto.SecretKey;

/**
 * Where a codec has the keys from that personal data is encrypted with. Thread-safe.
 *
 * <p>A key that cannot be had is an exception ({@link dev.eventsource.store.StorageException}, {@link
 * SubjectKeyException}): never the answer that the subject was forgotten.
 */
public interface SubjectKeys {

    /**
     * The key for what is new about the subject; makes one if there is none.
     *
     * @throws SubjectForgottenException if the subject was forgotten
     */
    SecretKey forSealing(String tenant, String subject);

    /** The key for what is stored about the subject; empty if it was forgotten. */
    Optional<SecretKey> forOpening(String tenant, String subject);

    /** Was the subject forgotten? */
    boolean isForgotten(String tenant, String subject);

    /** The same keys, kept in this storage: a tenant's view, or inside a transaction, of which new keys become part. */
    SubjectKeys on(Storage storage);
}
