// SPDX-License-Identifier: Apache-2.0
package dev.eventsource.json;

import dev.eventsource.codec.SealedText;
import dev.eventsource.codec.SubjectForgottenException;
import dev.eventsource.codec.SubjectKeys;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;
import javax.crypto.SecretKey;
import tools.jackson.databind.JsonNode;

/**
 * What personal data of one event, or of a state, is encrypted with and bound to.
 *
 * @param acceptsUnsealed whether what is not encrypted is read as it is
 * @param type the name under which the event is stored; "" for a state
 * @param id of the event; "" for a state
 */
record Seal(SubjectKeys keys, boolean acceptsUnsealed, String tenant, String type, String id) {

    /** What every encrypted value begins with: personal data, the first way to do it. */
    static final String PREFIX = "pd1:";

    /** To a multiple of so many bytes content is filled up, so that its length tells little. */
    private static final int BLOCK = 32;

    private static final int MAX_SUBJECT = 200;

    static Seal state(SubjectKeys keys, boolean acceptsUnsealed, String tenant) {
        return new Seal(keys, acceptsUnsealed, tenant, "", "");
    }

    /**
     * The value as it is stored; of a forgotten subject only a placeholder can be, as the prefix alone.
     *
     * @param isPlaceholder whether a value is that
     */
    String seal(String subject, PersonalField field, String json, Predicate<JsonNode> isPlaceholder) {
        byte[] text = json.getBytes(StandardCharsets.UTF_8);
        byte[] filled = Arrays.copyOf(text, (text.length + BLOCK - 1) / BLOCK * BLOCK);
        Arrays.fill(filled, text.length, filled.length, (byte) ' ');
        return KeysFailure.passing(() -> key(subject, json, isPlaceholder))
                .map(key -> PREFIX + SealedText.seal(key, filled, about(subject, field)))
                .orElse(PREFIX);
    }

    /** Empty if the subject was forgotten and this is but the placeholder. */
    private Optional<SecretKey> key(String subject, String json, Predicate<JsonNode> isPlaceholder) {
        try {
            return Optional.of(keys.forSealing(tenant, subject));
        } catch (SubjectForgottenException e) {
            if (isPlaceholder.test(JsonEvent.tree(json))) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** What is stored as it was; empty if the subject was forgotten. */
    Optional<JsonNode> open(String subject, PersonalField field, JsonNode stored) {
        if (!stored.isString() || !stored.stringValue().startsWith(PREFIX)) {
            return unsealed(subject, stored);
        }
        String sealed = stored.stringValue().substring(PREFIX.length());
        if (sealed.isEmpty()) {
            if (!isForgotten(subject)) {
                throw new Refusal("personal data of a subject said to be forgotten, which it is not");
            }
            return Optional.empty();
        }
        return KeysFailure.passing(() -> keys.forOpening(tenant, subject))
                .map(key -> SealedText.open(key, sealed, about(subject, field))
                        .orElseThrow(() -> new Refusal("encrypted personal data that does not open here:"
                                + " it was changed, cut off, or brought from another place")))
                .map(json -> JsonEvent.tree(new String(json, StandardCharsets.UTF_8)));
    }

    private Optional<JsonNode> unsealed(String subject, JsonNode stored) {
        if (!acceptsUnsealed) {
            throw new Refusal("personal data that is not encrypted; if it was stored before its component was"
                    + " @PersonalData, build the codec acceptingUnencrypted()");
        }
        return isForgotten(subject) ? Optional.empty() : Optional.of(stored);
    }

    private boolean isForgotten(String subject) {
        return KeysFailure.passing(() -> keys.isForgotten(tenant, subject));
    }

    private String[] about(String subject, PersonalField field) {
        return new String[] {PREFIX, tenant, subject, type, id, field.label()};
    }

    /** The id that stands where the path leads. */
    static String subject(JsonNode found) {
        String subject = found.isString() || found.isNumber() || found.isBoolean() ? found.asString() : "";
        if (subject.isEmpty() || subject.length() > MAX_SUBJECT) {
            throw new Refusal("personal data, but its subject's id is no string or number of 1 to " + MAX_SUBJECT
                    + " characters");
        }
        return subject;
    }
}
