// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.personal;

import dev.eventsource.codec.SealedText;
import dev.eventsource.codec.SubjectKeyException;
import dev.eventsource.store.SubjectKey;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The keys that the keys of subjects are encrypted with: one for new ones, and older ones as long as something is
 * encrypted with them. They come from outside, a file or the environment, and never go to a database, a log or a message.
 * Immutable.
 */
public final class MasterKeys {

    private static final String PURPOSE = "subject key 1";
    private static final int BYTES = 32;

    private final String current;
    private final Map<String, SecretKey> byId;

    private MasterKeys(String current, Map<String, SecretKey> byId) {
        this.current = current;
        this.byId = byId;
    }

    /**
     * A master key for all.
     *
     * @param id is stored with what it encrypts: 1 to 64 of {@code A-Z a-z 0-9 _ . -}; another key needs another id
     * @param key 32 random bytes, of which a copy is kept
     */
    public static MasterKeys of(String id, byte[] key) {
        return new MasterKeys(checked(id), Map.of(id, secret(id, key)));
    }

    /** These, and one that is only decrypted with. */
    public MasterKeys withOlder(String id, byte[] key) {
        if (byId.containsKey(checked(id))) {
            throw new IllegalArgumentException("There are two master keys with the id " + id);
        }
        Map<String, SecretKey> all = new LinkedHashMap<>(byId);
        all.put(id, secret(id, key));
        return new MasterKeys(current, all);
    }

    /**
     * Master keys as they stand in a file or a variable: {@code ID:KEY} each, the key as base64 of 32 bytes, with spaces or
     * line feeds between them. The first is the one for new keys.
     *
     * @throws IllegalArgumentException if they are not; the message shows no key
     */
    public static MasterKeys parse(String text) {
        String[] entries = text.strip().split("\\s+", -1);
        MasterKeys keys = null;
        for (int i = 0; i < entries.length; i++) {
            int colon = entries[i].indexOf(':');
            if (colon < 0) {
                throw new IllegalArgumentException("Master key " + (i + 1) + " is not ID:KEY");
            }
            String id = entries[i].substring(0, colon);
            byte[] key = decoded(entries[i].substring(colon + 1), i + 1);
            keys = keys == null ? of(id, key) : keys.withOlder(id, key);
        }
        if (keys == null) {
            throw new IllegalArgumentException("There is no master key");
        }
        return keys;
    }

    /** The id of the one for new keys. */
    public String current() {
        return current;
    }

    /** The ids, without keys. */
    @Override
    public String toString() {
        return "MasterKeys[current=" + current + ", all=" + byId.keySet() + "]";
    }

    SubjectKey.Wrapped wrap(String tenant, String subject, SecretKey key) {
        String wrapped = SealedText.seal(
                Objects.requireNonNull(byId.get(current)), key.getEncoded(), about(tenant, subject, current));
        return new SubjectKey.Wrapped(subject, current, wrapped);
    }

    SecretKey unwrap(String tenant, SubjectKey.Wrapped wrapped) {
        String id = wrapped.masterKey();
        SecretKey master = byId.get(id);
        if (master == null) {
            throw new SubjectKeyException("A subject's key is encrypted with the master key " + id
                    + ", which was not given; given were " + byId.keySet());
        }
        byte[] key = SealedText.open(master, wrapped.key(), about(tenant, wrapped.subject(), id))
                .orElseThrow(() -> new SubjectKeyException("A subject's key cannot be decrypted with the master key "
                        + id + ": that is another one than it was encrypted with, or the key was changed"));
        return new SecretKeySpec(key, "AES");
    }

    private static String[] about(String tenant, String subject, String id) {
        return new String[] {PURPOSE, tenant, subject, id};
    }

    private static SecretKey secret(String id, byte[] key) {
        if (key.length != BYTES) {
            throw new IllegalArgumentException(
                    "The master key " + id + " has " + key.length + " bytes; it needs " + BYTES);
        }
        return new SecretKeySpec(Arrays.copyOf(key, BYTES), "AES");
    }

    private static byte[] decoded(String base64, int number) {
        try {
            return Base64.getDecoder().decode(base64);
        } catch (IllegalArgumentException e) {
            // its message may show a part of the key
            throw new IllegalArgumentException("Master key " + number + " is no base64");
        }
    }

    private static String checked(String id) {
        if (!id.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException("The id of a master key is 1 to 64 of the characters A-Z a-z 0-9 _ . -");
        }
        return id;
    }
}
