// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import dev.eventsource.codec.SubjectForgottenException;
import dev.eventsource.codec.SubjectKeys;
import dev.eventsource.store.Storage;
import dev.eventsource.store.StorageException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/** Keys in a map, one after the other. */
final class KeyRing implements SubjectKeys {

    private final Map<String, SecretKey> keys = new HashMap<>();
    private final Set<String> forgotten = new HashSet<>();
    private boolean down;

    void forget(String tenant, String subject) {
        keys.remove(tenant + "/" + subject);
        forgotten.add(tenant + "/" + subject);
    }

    void down(boolean isDown) {
        down = isDown;
    }

    @Override
    public SecretKey forSealing(String tenant, String subject) {
        if (isForgotten(tenant, subject)) {
            throw new SubjectForgottenException(subject);
        }
        return keys.computeIfAbsent(tenant + "/" + subject, any -> {
            byte[] bytes = new byte[32];
            bytes[0] = (byte) (keys.size() + 1);
            return new SecretKeySpec(bytes, "AES");
        });
    }

    @Override
    public Optional<SecretKey> forOpening(String tenant, String subject) {
        return isForgotten(tenant, subject)
                ? Optional.empty()
                : Optional.of(Objects.requireNonNull(keys.get(tenant + "/" + subject), "no such key"));
    }

    @Override
    public boolean isForgotten(String tenant, String subject) {
        if (down) {
            throw new StorageException("the keys cannot be reached");
        }
        return forgotten.contains(tenant + "/" + subject);
    }

    @Override
    public SubjectKeys on(Storage storage) {
        return this;
    }
}
