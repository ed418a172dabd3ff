// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;

/**
 * The keys of the subjects of personal data, one for each subject of each tenant, encrypted: it sees no key in the clear.
 * Every storage has one, by {@link Storage#unwrap}; inside a transaction it is part of that. Thread-safe.
 *
 * <p>All of it throws {@link StorageException} if the store cannot answer: that is never the answer that a subject was
 * forgotten.
 */
public interface SubjectKeyStore extends PerTenant<SubjectKeyStore> {

    /** How many keys {@link #wrappedOtherwise} gives at most. */
    int MAX_LIMIT = 1_000;

    /** What is kept of the subject; empty if there never was anything. */
    Optional<SubjectKey> find(String subject);

    /**
     * Keeps the key, unless something is kept of its subject already.
     *
     * @return what is kept now: of all who create the same subject's key at once everyone gets the same
     */
    SubjectKey create(SubjectKey.Wrapped key);

    /**
     * Removes the subject's key, if there is one, and keeps for ever that there will be none again.
     *
     * @return whether this was new; if not, the first time stays
     */
    boolean forget(String subject, Instant at);

    /**
     * Some keys that are encrypted by another master key than this one.
     *
     * @param limit how many at most, from 1 to {@link #MAX_LIMIT}
     */
    List<SubjectKey.Wrapped> wrappedOtherwise(String masterKey, int limit);

    /**
     * Puts the same subject's key, encrypted anew, in place of what is kept.
     *
     * @return whether that was still there; if not, nothing has changed
     */
    boolean rewrap(SubjectKey.Wrapped from, SubjectKey.Wrapped to);

    /** The tenants of which anything is kept; a tenant's view knows of none but its own. */
    SortedSet<String> tenants();

    /**
     * Says which storage keeps them, without holding on to it: equal for a storage's own, those of its tenants' views and
     * those inside its transactions, and for no others. What is known of a key is true in its place only.
     */
    Object place();

    /** The keys of a storage, which may be a view of a tenant or inside a transaction. */
    static SubjectKeyStore of(Storage storage) {
        return storage.unwrap(SubjectKeyStore.class)
                .orElseThrow(() -> new IllegalArgumentException(
                        storage.getClass().getName() + " keeps no keys of subjects; use a storage that does"));
    }

    /** Checks the arguments of {@link #wrappedOtherwise}; for backends. */
    static void checkLimit(int limit) {
        if (limit < 1 || limit > MAX_LIMIT) {
            throw new IllegalArgumentException("A limit is 1 to " + MAX_LIMIT + ", not " + limit);
        }
    }

    /** Checks that both are of one subject, and says of which; for backends. */
    static String sameSubject(SubjectKey.Wrapped from, SubjectKey.Wrapped to) {
        if (!from.subject().equals(to.subject())) {
            throw new IllegalArgumentException("A key cannot become another subject's");
        }
        return from.subject();
    }
}
