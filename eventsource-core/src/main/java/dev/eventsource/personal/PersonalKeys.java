// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.personal;

import dev.eventsource.codec.SubjectForgottenException;
import dev.eventsource.codec.SubjectKeyException;
import dev.eventsource.codec.SubjectKeys;
import dev.eventsource.store.Storage;
import dev.eventsource.store.SubjectKey;
import dev.eventsource.store.SubjectKeyStore;
import dev.eventsource.store.View;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys of subjects in a storage, encrypted by a master key.
 *
 * <pre>{@code
 * PersonalKeys keys = new PersonalKeys(storage, MasterKeys.parse(System.getenv("MASTER_KEYS")));
 * EventCodec codec = new JacksonEventCodec(types, Options.DEFAULT.withPersonalData(keys));
 * }</pre>
 *
 * <p>How it works: keys, and that there are none any more, are remembered for up to a minute, so what another process
 * forgets is forgotten here a minute later; {@link #forget} outside a transaction is known here at once. Inside a
 * transaction nothing new is remembered, since it may be rolled back. Thread-safe.
 */
public final class PersonalKeys implements SubjectKeys {

    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int KEY_BYTES = 32;
    private static final int PAGE = 100;

    private final Storage storage;
    private final SubjectKeyStore store;
    private final MasterKeys masterKeys;
    private final KeyCache cache;

    /** With {@link Options#DEFAULT}. */
    public PersonalKeys(Storage storage, MasterKeys masterKeys) {
        this(storage, masterKeys, Options.DEFAULT);
    }

    /** With options. */
    public PersonalKeys(Storage storage, MasterKeys masterKeys, Options options) {
        this(storage, masterKeys, options, System::nanoTime);
    }

    PersonalKeys(Storage storage, MasterKeys masterKeys, Options options, LongSupplier nanos) {
        this(storage, masterKeys, new KeyCache(options, nanos));
    }

    private PersonalKeys(Storage storage, MasterKeys masterKeys, KeyCache cache) {
        this.storage = storage;
        this.store = SubjectKeyStore.of(storage);
        this.masterKeys = masterKeys;
        this.cache = cache;
    }

    /** {@inheritDoc} Of several storages each has keys of its own; how many are remembered is counted over all. */
    @Override
    public PersonalKeys on(Storage other) {
        return other == storage ? this : new PersonalKeys(other, masterKeys, cache);
    }

    @Override
    public SecretKey forSealing(String tenant, String subject) {
        return found(tenant, subject, true).orElseThrow(() -> new SubjectForgottenException(subject));
    }

    @Override
    public Optional<SecretKey> forOpening(String tenant, String subject) {
        return found(tenant, subject, false);
    }

    /**
     * {@inheritDoc} It is known here at once, whoever forgot it: a key that is remembered counts for nothing, the store is
     * asked.
     */
    @Override
    public boolean isForgotten(String tenant, String subject) {
        KeyCache.Owner owner = owner(tenant, subject);
        KeyCache.Entry known = cache.get(owner);
        if (known != null && known.key().isEmpty()) {
            return true;
        }
        boolean isForgotten = store.forTenant(tenant)
                .find(subject)
                .filter(SubjectKey.Forgotten.class::isInstance)
                .isPresent();
        if (isForgotten && !View.of(storage).joined()) {
            cache.forgotten(owner);
        }
        return isForgotten;
    }

    /**
     * Forgets a subject, and knows it when it returns; see {@link Forgetting#forget}. Inside a transaction it is known
     * there, and outside a minute after the commit, as by others.
     */
    public boolean forget(String tenant, String subject) {
        Storage view = View.of(storage).tenant().equals(tenant) ? storage : storage.forTenant(tenant);
        try {
            return new Forgetting(view).forget(subject);
        } finally {
            // even if it failed: the commit may have been done all the same
            cache.remove(owner(tenant, subject));
        }
    }

    /**
     * Encrypts with the current master key what is encrypted with an older one, for all tenants that this storage shows: when
     * it returns, the older ones are no longer needed here. They are by backups. May run while keys are used, and again
     * after it failed.
     *
     * @return how many keys that were
     * @throws SubjectKeyException if an older master key is missing
     */
    public long rewrap() {
        long count = 0;
        for (String tenant : store.tenants()) {
            SubjectKeyStore keys = store.forTenant(tenant);
            List<SubjectKey.Wrapped> old = keys.wrappedOtherwise(masterKeys.current(), PAGE);
            while (!old.isEmpty()) {
                for (SubjectKey.Wrapped one : old) {
                    SecretKey key = masterKeys.unwrap(tenant, one);
                    count += keys.rewrap(one, masterKeys.wrap(tenant, one.subject(), key)) ? 1 : 0;
                }
                old = keys.wrappedOtherwise(masterKeys.current(), PAGE);
            }
        }
        return count;
    }

    private KeyCache.Owner owner(String tenant, String subject) {
        return new KeyCache.Owner(store.place(), tenant, subject);
    }

    /** The key; empty if the subject was forgotten. */
    private Optional<SecretKey> found(String tenant, String subject, boolean create) {
        KeyCache.Owner owner = owner(tenant, subject);
        KeyCache.Entry known = cache.get(owner);
        if (known != null) {
            return known.key();
        }
        return View.of(storage).joined()
                ? lookedUp(owner, create)
                : cache.remember(owner, () -> lookedUp(owner, create));
    }

    private Optional<SecretKey> lookedUp(KeyCache.Owner owner, boolean create) {
        SubjectKeyStore keys = store.forTenant(owner.tenant());
        SubjectKey kept = keys.find(owner.subject()).orElseGet(() -> {
            if (!create) {
                throw new SubjectKeyException("There is personal data of a subject that never had a key here:"
                        + " the keys are from an older backup than the data, or from another storage");
            }
            return keys.create(masterKeys.wrap(owner.tenant(), owner.subject(), newKey()));
        });
        return kept instanceof SubjectKey.Wrapped wrapped
                ? Optional.of(masterKeys.unwrap(owner.tenant(), wrapped))
                : Optional.empty();
    }

    private static SecretKey newKey() {
        byte[] bytes = new byte[KEY_BYTES];
        RANDOM.nextBytes(bytes);
        return new SecretKeySpec(bytes, "AES");
    }

    /**
     * What is remembered.
     *
     * @param remembered how long what was found is taken for true, up to a minute; zero for not at all
     * @param most of how many subjects
     */
    public record Options(Duration remembered, int most) {

        /** 10,000 subjects for a minute. */
        public static final Options DEFAULT = new Options(Duration.ofMinutes(1), 10_000);

        public Options {
            if (remembered.isNegative() || remembered.compareTo(Duration.ofMinutes(1)) > 0) {
                throw new IllegalArgumentException(
                        "Keys are remembered for up to a minute, so that who is forgotten is forgotten everywhere then, not for "
                                + remembered);
            }
            if (most < 0) {
                throw new IllegalArgumentException("Keys of 0 or more subjects are remembered, not of " + most);
            }
        }

        public Options withRemembered(Duration remembered) {
            return new Options(remembered, most);
        }

        public Options withMost(int most) {
            return new Options(remembered, most);
        }
    }
}
